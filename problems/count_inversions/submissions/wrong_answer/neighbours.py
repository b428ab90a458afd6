# Wrong: it counts descents between neighbours. sample/1 kills it: [3, 1, 2, 1] has 2 descents and 4
# inversions.

import sys


def count_inversions(nums):
    return sum(a > b for a, b in zip(nums, nums[1:]))


data = sys.stdin.read().split()
print(count_inversions([int(word) for word in data[1 : 1 + int(data[0])]]))
