# promise: the input of one run is not in the memory of the next
# scratch: yes
# runs: 3
# files: input.txt
import ctypes
import sys

libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p
end = libc.sbrk(0)
vector = ctypes.create_string_buffer(1)
mark, hits = b"INPUT-OF-RUN-", set()
for page in range((end - (64 << 20)) & ~0xFFF, end, 4096):
    if libc.mincore(ctypes.c_void_p(page), ctypes.c_size_t(4096), vector) == 0:
        data = ctypes.string_at(page, 4096)
        at = data.find(mark)
        while at >= 0:
            hits.add(data[at + len(mark) : at + len(mark) + 3])
            at = data.find(mark, at + 1)
numbers = {hit for hit in hits if hit.isdigit()}
mine = open("input.txt", "rb").read()[len(mark) : len(mark) + 3]
if numbers - {mine}:
    print("BREACH", numbers)
sys.stdout.flush()
