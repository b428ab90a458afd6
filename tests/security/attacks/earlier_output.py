# promise: what one run printed is not in the memory of the next
# runs: 3
import ctypes
import os
import sys

number = os.getpid()
mark = b"LEFT-BY-AN-EARLIER-RUN-"
found = b""
# every page of the heap: mincore tells which there are
libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p
end = libc.sbrk(0)
spans = [(end - (64 << 20), end)]
vector = ctypes.create_string_buffer(1)
for low, high in spans:
    for page in range(low & ~0xFFF, high, 4096):
        if libc.mincore(ctypes.c_void_p(page), ctypes.c_size_t(4096), vector) == 0:
            data = ctypes.string_at(page, 4096)
            at = data.find(mark)
            while at >= 0 and not found:
                tail = data[at + len(mark) : at + len(mark) + 40]
                if tail.startswith(b"7777-") and tail[5:6].isdigit():
                    found = tail
                at = data.find(mark, at + 1)
if found:
    os.write(1, b"BREACH " + found[:20] + b"\n")
sys.stdout.flush()
pieces = [mark, b"77", b"77-", str(number).encode(), b"-"]
for _ in range(120):
    for piece in pieces:  # never whole in our own memory
        os.write(2, piece)
