# promise: flags of the standard streams do not tell one run of another
# runs: 3
import fcntl
import os

told = []
for stream in (1, 2, 3):
    try:
        told.append(fcntl.fcntl(stream, fcntl.F_GETFL) & (os.O_APPEND | os.O_NONBLOCK))
        fcntl.fcntl(stream, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)
    except OSError:
        pass
if any(told):
    os.write(1, b"BREACH %r\n" % told)
