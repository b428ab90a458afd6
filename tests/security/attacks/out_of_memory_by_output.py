# promise: memory filled through the output ends the run, not its driver
# limits: memory_bytes=40000000 output_bytes=60000000
# expect: stopped
import os

for descriptor in (2, 1, 3):
    try:
        for _ in range(59):
            os.write(descriptor, b"x" * 1_000_000)
    except OSError:
        pass
os.write(1, b"BREACH")
