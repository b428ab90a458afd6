# promise: neither priority nor core nor I/O class of others is to be changed
import ctypes
import json
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
ioprio = {"x86_64": 251, "aarch64": 30}[os.uname().machine]
for who in (json.load(sys.stdin)["victim"], os.getppid()):
    try:
        os.setpriority(os.PRIO_PROCESS, who, os.getpriority(os.PRIO_PROCESS, who))
        print("BREACH priority")
    except OSError:
        pass
    try:
        os.sched_setaffinity(who, os.sched_getaffinity(who))
        print("BREACH affinity")
    except OSError:
        pass
    try:
        os.sched_setscheduler(who, os.SCHED_OTHER, os.sched_param(0))
        print("BREACH scheduler")
    except OSError:
        pass
    if libc.syscall(ioprio, 1, who, 0x4004) == 0:
        print("BREACH ioprio")
