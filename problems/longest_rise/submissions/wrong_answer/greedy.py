# Wrong: it starts from each element and takes every greater one that comes, never skipping.
# secret/04-trap kills it: [1, 100, 2, 3, 4] gives 3 (2, 3, 4), not 4 (1, 2, 3, 4).


def longest_rise(nums):
    best = 0
    for start in range(min(len(nums), 50)):
        last, length = nums[start], 1
        for value in nums[start + 1 :]:
            if value > last:
                last, length = value, length + 1
        best = max(best, length)
    return best
