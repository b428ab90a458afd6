# promise: a setuid program would give a run nothing
import ctypes

if ctypes.CDLL(None).prctl(39, 0, 0, 0, 0) == 0:
    print("BREACH")
