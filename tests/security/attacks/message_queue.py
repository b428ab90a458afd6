# promise: a run has no System V message queue
import ctypes

libc = ctypes.CDLL(None)
key = libc.msgget(0, 0o600 | 0o1000)
if key >= 0:
    libc.msgctl(key, 0, None)
    print("BREACH")
