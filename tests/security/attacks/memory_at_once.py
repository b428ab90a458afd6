# promise: a run holds no more memory than its limit, taken at once
block = b"x" * 600_000_000
print("BREACH", len(block))
