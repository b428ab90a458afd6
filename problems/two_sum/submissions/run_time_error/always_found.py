# Crashes: it trusts that a pair exists. secret/01-single has one element, so the list of pairs is
# empty and [0] raises IndexError.


def two_sum(nums, target):
    seen = {}
    found = []
    for j, value in enumerate(nums):
        if target - value in seen:
            found.append([seen[target - value], j])
        seen[value] = j
    return found[0]
