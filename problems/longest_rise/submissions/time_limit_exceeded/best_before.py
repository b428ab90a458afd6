# O(n^2): for each element all earlier ones are looked at, n (n - 1) / 2 comparisons. Right: the
# longest rise that ends at an element extends the longest one that ends at a smaller element before
# it.
# Too slow: secret/09-largest has n = 36000, 6.5e8 comparisons, over 10 s in CPython.


def longest_rise(nums):
    best = []
    for value in nums:
        longest = 0
        for j in range(len(best)):
            if nums[j] < value and best[j] > longest:
                longest = best[j]
        best.append(longest + 1)
    return max(best)
