# promise: a run changes neither mode nor owner nor times nor attributes of a file
import contextlib
import json
import os
import sys

path = json.load(sys.stdin)["owned"]
with contextlib.suppress(OSError):
    os.chmod(path, 0o600)
    print("BREACH mode")
with contextlib.suppress(OSError):
    os.chown(path, os.getuid(), os.getgid())
    print("BREACH owner")
with contextlib.suppress(OSError):
    os.utime(path, (1, 1))
    print("BREACH times")
with contextlib.suppress(OSError):
    os.setxattr(path, "user.attack", b"x")
    print("BREACH attributes")
with contextlib.suppress(OSError):
    os.fchmod(os.open(path, os.O_RDONLY), 0o600)
    print("BREACH open file")
