# promise: standard output is bounded, however it grows
# limits: output_bytes=1000000
import os

os.ftruncate(1, 8_000_000)
os.lseek(1, 8_000_000, 0)
os.write(1, b"\nBREACH\n")
