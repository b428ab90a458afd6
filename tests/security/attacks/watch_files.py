# promise: a run does not watch what others do with files
import contextlib
import ctypes
import json
import os
import sys

path = json.load(sys.stdin)["owned"].encode()
libc = ctypes.CDLL(None)
watch = libc.inotify_init1(0)
if watch >= 0 and libc.inotify_add_watch(watch, os.path.dirname(path), 0xFFF) >= 0:
    print("BREACH inotify")
import fcntl  # noqa: E402

with contextlib.suppress(OSError):
    fcntl.fcntl(os.open(os.path.dirname(path), os.O_RDONLY), fcntl.F_NOTIFY, 1)
    print("BREACH dnotify")
