# promise: a run makes no namespace
import ctypes

libc = ctypes.CDLL(None)
for flags in (0x10000000, 0x00020000, 0x40000000):
    if libc.unshare(flags) == 0:
        print("BREACH")
