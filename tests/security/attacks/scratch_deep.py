# promise: folders nested deeper than a program can follow do not stop the driver
# scratch: yes
# runs: 2
# baseline: none
# plain: a subprocess has nobody who cleans up behind it
import contextlib
import os

with contextlib.suppress(OSError):
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")
