# promise: memory counts after the first thread has ended and with it the process's entry in /proc
import ctypes
import os
import threading
import time

libc = ctypes.CDLL(None)
number = {"x86_64": 60, "aarch64": 93}[os.uname().machine]


def take():
    time.sleep(0.1)
    blocks = []
    for _ in range(60):
        blocks.append(b"x" * 10_000_000)
        time.sleep(0.003)
    os.write(1, b"BREACH\n")
    os._exit(0)


threading.Thread(target=take).start()
libc.syscall(number, 0)
