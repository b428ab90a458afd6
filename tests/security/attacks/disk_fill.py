# promise: a run writes no file
import os
import sys
import tempfile

folders = [".", "/tmp", "/var/tmp", "/dev/shm", "/scratch", os.path.expanduser("~"), "/"]
for folder in [*folders, *sys.path, tempfile.gettempdir()]:
    path = os.path.join(folder, f"attack-{os.getpid()}")
    try:
        with open(path, "wb") as file:
            file.write(b"x")
        os.unlink(path)
        print("BREACH", folder)
    except OSError:
        pass
