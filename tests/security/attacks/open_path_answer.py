# promise: an answer is not to be opened, as a mere location neither
import json
import os
import sys

place = os.open(json.load(sys.stdin)["answer"], os.O_PATH)
print("BREACH", os.fstat(place).st_size)
