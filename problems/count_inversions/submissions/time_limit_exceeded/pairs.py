# O(n^2): n (n - 1) / 2 comparisons. Right: it is the definition.
# Too slow: secret/09-largest has n = 40000, 8e8 comparisons, over 10 s in CPython.

import sys


def count_inversions(nums):
    n = len(nums)
    inversions = 0
    for i in range(n):
        left = nums[i]
        for j in range(i + 1, n):
            if left > nums[j]:
                inversions += 1
    return inversions


data = sys.stdin.read().split()
print(count_inversions([int(word) for word in data[1 : 1 + int(data[0])]]))
