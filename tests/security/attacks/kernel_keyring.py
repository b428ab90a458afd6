# promise: there are no keyrings
import ctypes
import os

number = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
if ctypes.CDLL(None).syscall(number, 0, -3, 1) > 0:
    print("BREACH")
