# promise: a run that says early that it is done is not timed short
# measure: yes
import os
import sys
import time

try:
    os.write(4, b"d")
    os.read(5, 1)
except OSError:
    pass
start = time.process_time()
while time.process_time() - start < 0.3:
    pass
sys.stdout.write("ANSWER\n")
sys.stdout.flush()
