# promise: a run that stops itself is ended
# limits: idle_s=0.3
# plain: it would hang for ever
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
print("BREACH")
