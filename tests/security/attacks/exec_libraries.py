# promise: a run does not become another program, through the dynamic loader neither
import glob
import os

for loader in glob.glob("/lib*/ld-linux*") + glob.glob("/lib/*/ld-linux*"):
    try:
        os.execv(loader, [loader, "/bin/echo", "BREACH"])
    except OSError as error:
        print(error)
