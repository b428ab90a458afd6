# promise: a run starts no process, by posix_spawn neither
import os

child = os.posix_spawn("/bin/true", ["true"], {})
os.waitpid(child, 0)
print("BREACH")
