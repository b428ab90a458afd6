# promise: environment, folder, mask, limits and handlers of one run are not the next one's
# runs: 2
import contextlib
import os
import resource
import signal

if (
    os.environ.get("SEEN")
    or signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN
    or signal.pthread_sigmask(signal.SIG_BLOCK, ())
    or resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 33
    or os.umask(0o22) == 0o31
):
    print("BREACH")
os.environ["SEEN"] = "yes"
os.umask(0o31)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
with contextlib.suppress(OSError):
    os.setpriority(os.PRIO_PROCESS, 0, 5)
