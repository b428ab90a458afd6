# promise: a run starts no process, by the raw system call neither
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
child = libc.syscall(number, ctypes.c_ulong(17), 0, 0, 0, 0)
if child == 0:
    os._exit(0)
if child > 0:
    os.waitpid(child, 0)
    print("BREACH")
