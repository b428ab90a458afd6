# promise: a run that floods its driver's pipe does not stop it
# measure: yes
import os

try:
    for _ in range(10_000):
        os.write(4, b"d" * 4096)
except OSError:
    pass
print("flooded")
