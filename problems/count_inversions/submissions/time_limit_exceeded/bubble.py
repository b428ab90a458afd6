# O(n^2): bubble sort of a list whose smallest element is far right needs up to n rounds of n steps.
# Right: a swap of neighbours that are out of order removes exactly one inversion, and a sorted list
# has none.
# Too slow: secret/10-largest-reversed has n = 40000 in descending order: 8e8 swaps.

import sys


def count_inversions(nums):
    nums = list(nums)
    swaps = 0
    for end in range(len(nums) - 1, 0, -1):
        before = swaps
        for i in range(end):
            if nums[i] > nums[i + 1]:
                nums[i], nums[i + 1] = nums[i + 1], nums[i]
                swaps += 1
        if swaps == before:
            break
    return swaps


data = sys.stdin.read().split()
print(count_inversions([int(word) for word in data[1 : 1 + int(data[0])]]))
