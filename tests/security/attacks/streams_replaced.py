# promise: replaced streams neither crash a run's end nor add to its output
# expect: only
import io
import os
import sys


class Stream(io.StringIO):
    def flush(self):
        raise SystemExit(0)


os.write(1, b"half")
sys.stdout = sys.__stdout__ = Stream()
sys.stderr = sys.__stderr__ = None
print("BREACH")
