# promise: the driver's memory is not to be read through /proc
import os

who = os.getppid()
with open(f"/proc/{who}/maps") as maps, open(f"/proc/{who}/mem", "rb", 0) as memory:
    start = next(line for line in maps if "[heap]" in line).split("-")[0]
    memory.seek(int(start, 16))
    if memory.read(16):
        print("BREACH")
