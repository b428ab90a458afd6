"""A chain against the numbering, n before n - 1 before ... before 1.

There are 2 n - 3 rules: those of the chain and those that jump over one task.
"""

MIN_N = 2
MAX_N = 2**18


def generate(n: int, seed: int) -> bytes:
    del seed
    rules = [f"{task + 1} {task}" for task in range(1, n)]
    rules += [f"{task + 2} {task}" for task in range(1, n - 1)]
    return (f"{n} {len(rules)}\n" + "\n".join(rules) + "\n").encode()
