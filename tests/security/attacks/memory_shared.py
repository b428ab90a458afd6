# promise: shared memory counts
import mmap

block = mmap.mmap(-1, 600_000_000)
for start in range(0, 600_000_000, 4096):
    block[start] = 1
print("BREACH")
