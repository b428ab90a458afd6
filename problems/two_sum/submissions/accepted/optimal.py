# O(n): one pass; each element costs one dictionary look-up and at most one insertion, both O(1)
# expected.
# Right: when j is reached the dictionary holds exactly the positions below j, so a hit is a pair i
# < j, and no element meets itself.


def two_sum(nums, target):
    seen = {}
    for j, value in enumerate(nums):
        i = seen.get(target - value)
        if i is not None:
            return [i, j]
        seen[value] = j
    return []
