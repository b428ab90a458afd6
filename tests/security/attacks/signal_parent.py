# promise: the driver is not to be signalled
import os

os.kill(os.getppid(), 0)
print("BREACH")
