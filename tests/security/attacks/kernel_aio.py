# promise: there is no asynchronous input and output of the kernel
import ctypes
import os

number = {"x86_64": 206, "aarch64": 0}[os.uname().machine]
context = ctypes.c_ulong(0)
if ctypes.CDLL(None).syscall(number, 1, ctypes.byref(context)) == 0:
    print("BREACH")
