# promise: not even the size of an answer is to be seen
import json
import os
import sys

print("BREACH", os.stat(json.load(sys.stdin)["answer"]).st_size)
