# promise: a crash of the interpreter is the run's own
# expect: crash
import ctypes

ctypes.string_at(0)
print("BREACH")
