# promise: flags and times of the standard streams do not tell one run of another
# runs: 3
import fcntl
import os
import time

told = []
for stream in (1, 2, 3):
    try:
        told.append(fcntl.fcntl(stream, fcntl.F_GETFL) & (os.O_APPEND | os.O_NONBLOCK))
        fcntl.fcntl(stream, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)
    except OSError:
        pass
age_s = time.time() - os.fstat(3).st_mtime if len(told) == 3 else 0
if any(told) or age_s > 1000:
    os.write(1, b"BREACH %r %r\n" % (told, age_s))
