# promise: another process of the user is not to be traced
import ctypes
import json
import sys

libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(0x4206, json.load(sys.stdin)["victim"], 0, 0) == 0:
    print("BREACH")
