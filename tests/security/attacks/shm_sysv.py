# promise: a run has no System V shared memory
import ctypes

libc = ctypes.CDLL(None)
key = libc.shmget(0, ctypes.c_size_t(4096), 0o600 | 0o1000)
if key >= 0:
    libc.shmctl(key, 0, None)
    print("BREACH")
