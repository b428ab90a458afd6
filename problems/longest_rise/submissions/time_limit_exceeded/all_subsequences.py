# O(2^n): every element is kept or dropped and no branch is cut: 2^(n + 1) - 1 rounds of the loop.
# Right: every subsequence is one path to a leaf; those that do not rise are marked by the length
# -1. An explicit stack keeps long inputs slow instead of too deep for recursion. Too slow:
# secret/06-forty has n = 40.


def longest_rise(nums):
    n = len(nums)
    longest = 0
    stack = [(0, -(10**9), 0)]
    while stack:
        i, last, length = stack.pop()
        if i < n:
            value = nums[i]
            stack.append((i + 1, last, length))
            stack.append((i + 1, value, length + 1 if length >= 0 and value > last else -1))
        elif length > longest:
            longest = length
    return longest
