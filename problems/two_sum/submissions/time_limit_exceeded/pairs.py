# O(n^2): the inner loop runs n - 1 - i times, n (n - 1) / 2 in all when no pair exists. Right: it
# tries every pair.
# Too slow: secret/09-largest-none has n = 36000, 6.5e8 additions, over 10 s in CPython against a
# limit of 2 s.


def two_sum(nums, target):
    n = len(nums)
    for i in range(n):
        first = nums[i]
        for j in range(i + 1, n):
            if first + nums[j] == target:
                return [i, j]
    return []
