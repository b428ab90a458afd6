# Wrong: it returns positions in the sorted list, not in the one that was given. sample/1 kills it:
# [4, 9, 1, 6], target 7 gives [0, 2] here instead of [2, 3].


def two_sum(nums, target):
    nums = sorted(nums)
    low, high = 0, len(nums) - 1
    while low < high:
        total = nums[low] + nums[high]
        if total == target:
            return [low, high]
        if total < target:
            low += 1
        else:
            high -= 1
    return []
