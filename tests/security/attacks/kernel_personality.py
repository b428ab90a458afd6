# promise: a run does not turn off the randomised layout
import ctypes

if ctypes.CDLL(None).personality(ctypes.c_ulong(0x0040000)) >= 0:
    print("BREACH")
