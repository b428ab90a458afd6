# promise: a run changes nothing of what ties it to its driver
import ctypes

libc = ctypes.CDLL(None)
for option, value in ((1, 0), (4, 1), (36, 1), (28, 0)):
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) == 0:
        print("BREACH", option)
