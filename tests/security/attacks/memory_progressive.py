# promise: a run holds no more memory than its limit, taken little by little
blocks = []
for _ in range(60):
    blocks.append(b"x" * 10_000_000)
print("BREACH", len(blocks))
