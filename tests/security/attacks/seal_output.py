# promise: a run does not seal its own output
import fcntl

fcntl.fcntl(1, 1033, 0x0002)
print("BREACH")
