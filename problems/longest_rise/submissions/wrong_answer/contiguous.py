# Wrong: it looks at neighbours only, the longest rising run. sample/1 kills it: [5, 1, 4, 2, 3]
# gives 2, not 3.


def longest_rise(nums):
    best = run = 1
    for before, value in zip(nums, nums[1:]):
        run = run + 1 if value > before else 1
        best = max(best, run)
    return best
