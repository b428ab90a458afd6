# promise: memory behind a descriptor is bounded
import os

target = os.memfd_create("bomb")
for _ in range(60):
    os.write(target, b"x" * 10_000_000)
if os.fstat(target).st_size >= 590_000_000:
    print("BREACH")
