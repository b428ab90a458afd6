# promise: neither coderl nor any installed package is to be imported
import contextlib
import json
import sys

facts = json.load(sys.stdin)
sys.path += [facts["source"], *facts["site"]]
for name in ("coderl", "numpy", "pydantic", "click", "pytest"):
    with contextlib.suppress(ImportError):
        __import__(name)
        print("BREACH", name)
