# promise: a run loads no packet filter
import ctypes
import socket
import struct

left, right = socket.socketpair()
code = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, 0xFFFF), 8)
left.setsockopt(1, 26, struct.pack("=HxxxxxxQ", 1, ctypes.addressof(code)))
print("BREACH")
