# promise: other processes are not to be seen
import json
import os
import sys

victim = json.load(sys.stdin)["victim"]
for look in (os.getpgid, os.getsid, os.sched_getscheduler):
    try:
        look(victim)
        print("BREACH", look.__name__)
    except OSError:
        pass
