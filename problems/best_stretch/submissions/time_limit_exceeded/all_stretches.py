# O(n^2): for each start the sum is extended hour by hour, n (n + 1) / 2 additions. Right: it tries
# every stretch.
# Too slow: secret/09-largest has n = 30000, 4.5e8 steps, over 10 s in CPython.


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
