# promise: open files are bounded
import os

opened = 0
try:
    while opened < 200:
        opened += len(os.pipe())
except OSError:
    pass
if opened >= 200:
    print("BREACH")
