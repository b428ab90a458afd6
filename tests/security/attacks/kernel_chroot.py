# promise: a run does not change its root
import ctypes
import os

ctypes.CDLL(None).unshare(0x10000000)
os.chroot("/")
print("BREACH")
