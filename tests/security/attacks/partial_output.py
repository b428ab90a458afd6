# promise: an early exit with code 0 gives no more than what was printed
# expect: only
import os

os.write(1, b"half")
os._exit(0)
