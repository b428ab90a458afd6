# O(n^2): for each start the sum is extended hour by hour, n (n + 1) / 2 additions. Right: it tries
# every stretch.
# Too slow: secret/09-largest has n = 30000, 4.5e8 steps, over 10 s in CPython.

import sys


def best_stretch(gains):
    best = gains[0]
    n = len(gains)
    for start in range(n):
        total = 0
        for end in range(start, n):
            total += gains[end]
            if total > best:
                best = total
    return best


data = sys.stdin.read().split()
print(best_stretch([int(word) for word in data[1 : 1 + int(data[0])]]))
