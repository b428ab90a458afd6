# promise: a run has no capability, and gains none
import ctypes
import struct

libc = ctypes.CDLL(None, use_errno=True)
header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0), 8)
data = ctypes.create_string_buffer(24)
if libc.capget(header, data) == 0:
    effective, permitted, inheritable, *_ = struct.unpack("=6I", data.raw)
    if effective or permitted:
        print("BREACH", hex(permitted))
full = ctypes.create_string_buffer(struct.pack("=6I", *[1 << 21] * 6), 24)
if libc.capset(header, full) == 0:
    print("BREACH capset")
