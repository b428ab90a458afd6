# promise: an error raised between a run's end and its exit is the run's own
# expect: any
import signal
import threading


def again(*_):
    signal.setitimer(signal.ITIMER_REAL, 0.0001)
    raise OSError("from a handler")


signal.signal(signal.SIGALRM, again)
threading._shutdown = lambda: again()
try:
    signal.setitimer(signal.ITIMER_REAL, 0.0001)
    while True:
        pass
finally:
    signal.setitimer(signal.ITIMER_REAL, 0.0001)
