# promise: a run mounts nothing
import ctypes

libc = ctypes.CDLL(None)
if libc.unshare(0x10000000 | 0x00020000) == 0 or libc.unshare(0x00020000) == 0:
    libc.mount(b"none", b"/", None, ctypes.c_ulong(16384 | 1 << 18), None)
if libc.mount(b"none", b"/tmp", b"tmpfs", ctypes.c_ulong(0), None) == 0:
    libc.umount2(b"/tmp", 2)
    print("BREACH")
