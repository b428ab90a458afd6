# promise: nothing outlives a run
import json
import os
import sys
import time

path = json.load(sys.stdin)["late"]
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(0.7)
        with open(path, "w") as file:
            file.write("BREACH")
    os._exit(0)
