"""Rising heights: nobody sees a taller tower, so a search to the left goes to the end each time."""

MIN_N = 1
MAX_N = 2**20


def generate(n: int, seed: int) -> bytes:
    start = 1 + seed % 1000
    return f"{n}\n{' '.join(map(str, range(start, start + n)))}\n".encode()
