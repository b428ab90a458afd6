# promise: what one run leaves in the scratch folder, the next does not find
# scratch: yes
# runs: 2
import contextlib
import os

if os.listdir("."):
    print("BREACH", os.listdir("."))
for name in ("left", ".left", "json.py"):
    with open(name, "w") as file:
        file.write("print('BREACH')")
with contextlib.suppress(OSError):
    os.makedirs("folder/deeper")
