# Wrong: the dictionary is filled before the search and nothing forbids i == j, so an element that
# is half the target is paired with itself. secret/02-half kills it: [3, 5], target 6 has no pair,
# this returns [0, 0].


def two_sum(nums, target):
    where = {value: i for i, value in enumerate(nums)}
    for i, value in enumerate(nums):
        if target - value in where:
            return sorted([i, where[target - value]])
    return []
