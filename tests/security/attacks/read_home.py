# promise: home folders are not to be listed
import contextlib
import os

for path in ("/", "/root", "/home", "/tmp", os.path.expanduser("~"), "/var", "/etc"):
    with contextlib.suppress(OSError):
        print("BREACH", os.listdir(path)[:3])
