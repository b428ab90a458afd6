# promise: what one run changes in a module, the next does not see
# runs: 2
import builtins
import json
import sys

if getattr(builtins, "seen", False) or getattr(json, "seen", False) or hasattr(sys, "seen"):
    print("BREACH")
builtins.seen = json.seen = sys.seen = True
json.JSONEncoder.seen = True
