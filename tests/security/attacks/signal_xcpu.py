# promise: a run that sends itself SIGXCPU was not stopped at the CPU limit
# expect: crash
import os
import signal

os.kill(os.getpid(), signal.SIGXCPU)
