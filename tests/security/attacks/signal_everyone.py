# promise: nobody else is to be signalled
import ctypes
import json
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
numbers = {"x86_64": (234, 200, 129, 424), "aarch64": (131, 130, 138, 424)}[os.uname().machine]
tgkill, tkill, queue, pidfd_signal = numbers
victim = json.load(sys.stdin)["victim"]
for who in (victim, os.getppid()):
    if libc.kill(who, 0) == 0:
        print("BREACH kill")
    if libc.syscall(tgkill, who, who, 0) == 0:
        print("BREACH tgkill")
    if libc.syscall(tkill, who, 0) == 0:
        print("BREACH tkill")
    information = (ctypes.c_int * 32)(0, 0, -1)
    if libc.syscall(queue, who, 0, information) == 0:
        print("BREACH rt_sigqueueinfo")
    try:
        target = os.pidfd_open(who)
        if libc.syscall(pidfd_signal, target, 0, None, 0) == 0:
            print("BREACH pidfd_send_signal")
    except OSError:
        pass
for group in (-1, 0, -os.getppid()):
    if libc.kill(group, 0) == 0:
        print("BREACH kill", group)
