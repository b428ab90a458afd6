# promise: a run locks no file of others
import fcntl
import json
import sys

file = open(json.load(sys.stdin)["owned"])
fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("BREACH")
