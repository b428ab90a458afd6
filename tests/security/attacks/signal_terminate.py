# promise: a run that ends itself by a signal is a crash
# expect: crash
import os
import signal

os.kill(os.getpid(), signal.SIGTERM)
print("BREACH")
