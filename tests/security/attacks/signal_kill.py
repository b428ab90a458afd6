# promise: a run that kills itself was not stopped at a limit
# expect: crash
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
