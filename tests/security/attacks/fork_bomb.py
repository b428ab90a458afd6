# promise: a run cannot fill the process table
import os
import time

children = []
for _ in range(20):
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        time.sleep(0.3)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
if children:
    print("BREACH", len(children))
