# promise: a run takes no descriptor of another process
import ctypes
import os

libc = ctypes.CDLL(None)
target = os.pidfd_open(os.getppid())
if libc.syscall(438, target, 0, 0) >= 0:
    print("BREACH")
