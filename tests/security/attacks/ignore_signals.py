# promise: no signal handler keeps a run alive
# limits: cpu_s=0.3
import contextlib
import signal
import time

for number in range(1, 65):
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while time.process_time() < 1.2:
    pass
print("BREACH")
