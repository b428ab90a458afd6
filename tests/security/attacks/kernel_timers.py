# promise: a run has no kernel timer whose signals it can aim at somebody
import ctypes
import os

number = {"x86_64": 222, "aarch64": 107}[os.uname().machine]
timer = ctypes.c_int()
if ctypes.CDLL(None).syscall(number, 1, None, ctypes.byref(timer)) == 0:
    print("BREACH")
