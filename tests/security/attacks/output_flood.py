# promise: standard output is bounded
# limits: output_bytes=1000000
import os
import sys

for _ in range(80):
    os.write(1, b"x" * 100_000)
sys.stdout.write("\nBREACH\n")
