# promise: output that is mapped does not change after the clock was read
# measure: yes
# limits: idle_s=0.5
import mmap
import os
import time

os.ftruncate(1, 7)
view = mmap.mmap(1, 7)
os.write(4, b"d")
os.read(5, 1)
start = time.process_time()
while time.process_time() - start < 0.3:
    pass
view[:7] = b"ANSWER\n"
