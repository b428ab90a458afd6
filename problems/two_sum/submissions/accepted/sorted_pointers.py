# O(n log n): sorting the positions dominates; the two pointers then approach each other in at most
# n - 1 steps.
# Right: if the sum of the ends is too small the left end has no partner left, if too large the
# right end has none. No growth is claimed in submissions.yaml: the sort runs in C and the pointers
# in Python, so what is measured looks O(n).


def two_sum(nums, target):
    order = sorted(range(len(nums)), key=nums.__getitem__)
    low, high = 0, len(order) - 1
    while low < high:
        total = nums[order[low]] + nums[order[high]]
        if total == target:
            return sorted([order[low], order[high]])
        if total < target:
            low += 1
        else:
            high -= 1
    return []
