# promise: a run cannot play a fault of ours
# measure: yes
import os

for word in (b"f", b"fOSError: forged", b"f" * 300):
    os.write(4, word)
os._exit(125)
