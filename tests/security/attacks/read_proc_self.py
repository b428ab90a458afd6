# promise: there is no /proc
import os

for name in ("status", "cmdline", "mountinfo", "cgroup", "fd", "environ"):
    path = f"/proc/self/{name}"
    try:
        if os.path.isdir(path):
            os.listdir(path)
        else:
            open(path).read()
        print("BREACH", name)
    except OSError:
        pass
