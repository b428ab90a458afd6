# promise: a run neither writes nor renames nor links nor removes a file of others
import contextlib
import json
import os
import sys

path = json.load(sys.stdin)["owned"]
with contextlib.suppress(OSError), open(path, "a") as file:
    file.write("x")
    print("BREACH append")
with contextlib.suppress(OSError):
    os.truncate(path, 0)
    print("BREACH truncate")
with contextlib.suppress(OSError):
    os.link(path, path + ".link")
    print("BREACH link")
with contextlib.suppress(OSError):
    os.symlink(path, path + ".symlink")
    print("BREACH symlink")
with contextlib.suppress(OSError):
    os.mkfifo(path + ".fifo")
    print("BREACH fifo")
with contextlib.suppress(OSError):
    os.mkdir(path + ".folder")
    print("BREACH folder")
with contextlib.suppress(OSError):
    os.rename(path, path + ".renamed")
    os.rename(path + ".renamed", path)
    print("BREACH rename")
