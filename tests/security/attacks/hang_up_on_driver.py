# promise: a run that hangs up on its driver is its own failure, not ours
# measure: yes
import os

os.close(5)
os.write(4, b"d")
os._exit(0)
