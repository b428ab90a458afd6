# promise: a run leaves nothing in shared memory
import os

path = f"/dev/shm/attack-{os.getpid()}"
with open(path, "wb") as file:
    file.write(b"x")
os.unlink(path)
print("BREACH")
