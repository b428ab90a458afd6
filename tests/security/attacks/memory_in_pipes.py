# promise: memory in pipes is bounded
import fcntl
import os

held = 0
try:
    for _ in range(400):
        _, write = os.pipe()
        fcntl.fcntl(write, 1031, 1 << 20)
        os.set_blocking(write, False)
        held += os.write(write, b"x" * (1 << 20))
except OSError:
    pass
if held > 100 << 20:
    print("BREACH", held)
