# promise: the driver's memory is not to be read by process_vm_readv
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(16)


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


# a fork server and its run share their layout; without one, the parent's own map tells an address
try:
    with open(f"/proc/{os.getppid()}/maps") as maps:
        address = int(next(line for line in maps if "[heap]" in line).split("-")[0], 16)
except OSError:
    address = id(os)
here = Part(ctypes.addressof(buffer), 16)
there = Part(address, 16)
number = {"x86_64": 310, "aarch64": 270}[os.uname().machine]
one, none = ctypes.c_ulong(1), ctypes.c_ulong(0)
arguments = (ctypes.byref(here), one, ctypes.byref(there), one, none)
if libc.syscall(number, os.getppid(), *arguments) == 16:
    print("BREACH")
