# promise: a run does not move the mark at which its clock starts
# measure: yes
import os
import sys
import time

later = (time.process_time_ns() + 10**9).to_bytes(8, "little")
for descriptor in range(3, 64):
    try:
        os.pwrite(descriptor, later, 0)
    except OSError:
        pass
    try:
        os.ftruncate(descriptor, 0)
    except OSError:
        pass
start = time.process_time()
while time.process_time() - start < 0.3:
    pass
sys.stdout.write("ANSWER\n")
