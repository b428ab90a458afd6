# promise: the limits of others are not to be changed
import json
import os
import resource
import sys

for who in (json.load(sys.stdin)["victim"], os.getppid()):
    try:
        now = resource.prlimit(who, resource.RLIMIT_NOFILE)
        resource.prlimit(who, resource.RLIMIT_NOFILE, now)
        print("BREACH")
    except OSError:
        pass
