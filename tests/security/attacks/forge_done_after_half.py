# promise: output after an early end is not counted as output
# measure: yes
# limits: idle_s=0.5
import os
import time

os.write(1, b"ANSW")
os.write(4, b"d" * 10)
os.read(5, 1)
start = time.process_time()
while time.process_time() - start < 0.3:
    pass
try:
    os.write(1, b"ER\n")
    os.pwrite(1, b"ANSWER\n", 0)
except OSError:
    pass
