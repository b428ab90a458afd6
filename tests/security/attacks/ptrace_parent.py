# promise: the driver is not to be traced
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
who = os.getppid()
if libc.ptrace(0x4206, who, 0, 0) == 0:  # PTRACE_SEIZE does not stop it
    print("BREACH")
