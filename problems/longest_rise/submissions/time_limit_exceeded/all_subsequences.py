# O(2^n): each call keeps or drops one element and never stops early: 2^(n + 1) - 1 calls. Right: every subsequence is
# one path; those that do not rise are marked. Too slow: secret/06-forty has n = 40.


def longest_rise(nums):
    def longest(i, last, length, rising):
        if i == len(nums):
            return length if rising else 0
        dropped = longest(i + 1, last, length, rising)
        kept = longest(i + 1, nums[i], length + 1, rising and nums[i] > last)
        return kept if kept > dropped else dropped

    return longest(0, -(10**9), 0, True)
