# O(n^3): every stretch is added up from its beginning, about n^3 / 6 additions. Right: it tries
# every stretch.
# Too slow: secret/09-largest has n = 30000, 4.5e12 steps.

import sys


def best_stretch(gains):
    best = gains[0]
    n = len(gains)
    for start in range(n):
        for end in range(start, n):
            total = 0
            for i in range(start, end + 1):
                total += gains[i]
            if total > best:
                best = total
    return best


data = sys.stdin.read().split()
print(best_stretch([int(word) for word in data[1 : 1 + int(data[0])]]))
