# promise: work put off until after the end is charged, or its output is missing
# measure: yes
import atexit
import os
import time


def work():
    start = time.process_time()
    while time.process_time() - start < 0.3:
        pass
    os.write(1, b"ANSWER\n")


atexit.register(work)
