# Wrong: it only trims losses at both ends. sample/1 kills it: [2, -5, 4, -1, 3] is left over, which
# sums to 3, not 6.

import sys


def best_stretch(gains):
    if max(gains) <= 0:
        return max(gains)
    low, high = 0, len(gains) - 1
    while gains[low] <= 0:
        low += 1
    while gains[high] <= 0:
        high -= 1
    return sum(gains[low : high + 1])


data = sys.stdin.read().split()
print(best_stretch([int(word) for word in data[1 : 1 + int(data[0])]]))
