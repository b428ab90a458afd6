# promise: what one run printed is not in the memory of the next
# runs: 3
import ctypes
import os

libc = ctypes.CDLL(None)
libc.sbrk.restype = libc.memmem.restype = ctypes.c_void_p
mark, here = b"LEFT-BY-AN-EARLIER-RUN-", ctypes.c_void_p
end = libc.sbrk(0)
vector = ctypes.create_string_buffer(1)
start = end
while libc.mincore(here(start - 4096), ctypes.c_size_t(4096), vector) == 0:
    start -= 4096
# without an allocation in between, which could cover what is looked for
needle = ctypes.create_string_buffer(mark + b"?????")
for place in range(len(mark), len(needle)):
    needle[place] = b"7777-\0"[place - len(mark) : place - len(mark) + 1]
found, length = start, ctypes.c_size_t(len(mark) + 5)
while found := libc.memmem(here(found), ctypes.c_size_t(end - found), needle, length):
    if found != ctypes.addressof(needle) and ctypes.string_at(found + len(mark) + 5, 1).isdigit():
        os.write(1, b"BREACH " + ctypes.string_at(found, 40) + b"\n")
        break
    found += 1
pieces = [mark, b"77", b"77-", str(os.getpid()).encode(), b"-"]
for stream in (1, 2):
    for _ in range(200):
        for piece in pieces:  # never whole in our own memory
            os.write(stream, piece)
