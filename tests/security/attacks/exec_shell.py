# promise: a run does not become another program
import os

os.execv("/bin/sh", ["sh", "-c", "echo BREACH"])
