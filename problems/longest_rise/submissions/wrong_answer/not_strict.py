# Wrong: bisect_right lets equal elements follow each other. secret/02-equal kills it: [7, 7, 7]
# gives 3, not 1.
from bisect import bisect_right


def longest_rise(nums):
    ends = []
    for value in nums:
        at = bisect_right(ends, value)
        ends[at : at + 1] = [value]
    return len(ends)
