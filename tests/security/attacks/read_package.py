# promise: coderl's own files and its problems are not to be read
import contextlib
import json
import sys

facts = json.load(sys.stdin)
for path in (facts["package"], facts["answer"], facts["test"]):
    with contextlib.suppress(OSError), open(path, "rb") as file:
        print("BREACH", file.read(10))
