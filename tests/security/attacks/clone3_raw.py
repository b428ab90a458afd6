# promise: a run starts no process, by clone3 neither
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
arguments = struct.pack("=8Q", 0, 0, 0, 0, 17, 0, 0, 0)
child = libc.syscall(435, arguments, ctypes.c_size_t(64))
if child == 0:
    os._exit(0)
if child > 0:
    os.waitpid(child, 0)
    print("BREACH")
