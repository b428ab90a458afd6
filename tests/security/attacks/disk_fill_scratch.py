# promise: the scratch folder is bounded
# scratch: yes
# limits: memory_bytes=1000000000 cpu_s=5
import os

written, names = 0, []
try:
    for number in range(40):
        with open(f"fill-{number}", "wb") as file:
            names.append(file.name)
            for _ in range(10):
                written += file.write(b"x" * 1_000_000)
except OSError:
    pass
for name in names:
    os.unlink(name)
if written > 300_000_000:
    print("BREACH", written)
