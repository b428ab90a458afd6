# promise: a run opens no device but null, zero and random
import contextlib
import os

names = "tty ptmx kmsg mem fuse kvm net/tun loop0 vda sda full shm random".split()
for name in names[:-1]:
    with contextlib.suppress(OSError):
        os.open(f"/dev/{name}", os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        print("BREACH", name)
