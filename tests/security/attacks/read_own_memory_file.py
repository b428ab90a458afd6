# promise: a run's memory is not to be read through /proc
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    start = next(line for line in maps if "[heap]" in line).split("-")[0]
    memory.seek(int(start, 16))
    if memory.read(16):
        print("BREACH")
