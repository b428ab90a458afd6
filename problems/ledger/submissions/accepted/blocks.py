# O(n sqrt n) for n accounts and n operations: a change is O(1); a question adds up fewer than 2
# sqrt(n) single balances at its ends and at most sqrt(n) whole blocks between. Right: block[b] is
# always the sum of the balances in block b. At n = 36000 a question takes about 570 steps at most.
from math import isqrt


def ledger(balances, operations):
    n = len(balances)
    balances = list(balances)
    size = isqrt(n)
    blocks = [0] * (n // size + 1)
    for i in range(n):
        blocks[i // size] += balances[i]
    answers = []
    for kind, a, b in operations:
        if kind == 0:
            balances[a] += b
            blocks[a // size] += b
        else:
            total = 0
            i = a
            while i <= b and i % size:
                total += balances[i]
                i += 1
            while i + size - 1 <= b:
                total += blocks[i // size]
                i += size
            while i <= b:
                total += balances[i]
                i += 1
            answers.append(total)
    return answers
