# O(n log n): merge sort from the bottom; each of the ceil(log2 n) rounds moves every element once.
# Right: when an element of the right half is taken while k elements of the left half wait, it makes
# k inversions with them and none with those already taken, which are not greater. Each pair meets
# in exactly one merge.

import sys


def count_inversions(nums):
    n = len(nums)
    source, merged = list(nums), [0] * n
    inversions = 0
    width = 1
    while width < n:
        for start in range(0, n, 2 * width):
            middle = min(start + width, n)
            end = min(start + 2 * width, n)
            i, j, k = start, middle, start
            while i < middle and j < end:
                if source[i] <= source[j]:
                    merged[k] = source[i]
                    i += 1
                else:
                    merged[k] = source[j]
                    j += 1
                    inversions += middle - i
                k += 1
            while i < middle:
                merged[k] = source[i]
                i += 1
                k += 1
            while j < end:
                merged[k] = source[j]
                j += 1
                k += 1
        source, merged = merged, source
        width *= 2
    return inversions


data = sys.stdin.read().split()
print(count_inversions([int(word) for word in data[1 : 1 + int(data[0])]]))
