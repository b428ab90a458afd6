# promise: a run enters no namespace
import contextlib
import ctypes
import os

libc = ctypes.CDLL(None)
for who in ("self", os.getppid(), "thread-self"):
    if who == "thread-self":
        libc.unshare(0x10000000 | 0x04000000)
    for name in ("uts", "net", "mnt", "user", "pid"):
        with contextlib.suppress(OSError):
            if libc.setns(os.open(f"/proc/{who}/ns/{name}", os.O_RDONLY), 0) == 0:
                print("BREACH", name)
