# promise: there are no performance counters
import ctypes
import os
import struct

number = {"x86_64": 298, "aarch64": 241}[os.uname().machine]
attributes = ctypes.create_string_buffer(struct.pack("=IIQQ", 1, 112, 1, 0), 112)
struct.pack_into("=Q", attributes, 40, 0x61)
if ctypes.CDLL(None).syscall(number, attributes, 0, -1, -1, 0) >= 0:
    print("BREACH")
