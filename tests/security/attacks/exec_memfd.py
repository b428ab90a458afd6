# promise: a run does not become a program that it brought along
import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
target = -1
with contextlib.suppress(OSError):
    target = os.memfd_create("program")
if target < 0:
    target = os.open("/tmp/coderl-attack-program", os.O_RDWR | os.O_CREAT, 0o755)
with open("/bin/echo", "rb") as source:
    os.write(target, source.read())
number = {"x86_64": 322, "aarch64": 281}[os.uname().machine]
argv = (ctypes.c_char_p * 3)(b"echo", b"BREACH", None)
libc.syscall(number, target, b"", argv, (ctypes.c_char_p * 1)(None), 0x1000)
