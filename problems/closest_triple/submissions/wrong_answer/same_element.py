# Wrong: the search for the third element starts at the second one, so an element can be used twice.
# sample/1 kills it: 1 2 4 8 with target 10 gives 2 + 4 + 4 = 10, not 11.
from bisect import bisect_left


def main():
    n, target = map(int, input().split())
    nums = sorted(map(int, input().split()))
    best = nums[0] + nums[1] + nums[2]
    for i in range(n - 2):
        for j in range(i + 1, n - 1):
            k = bisect_left(nums, target - nums[i] - nums[j], j)
            for third in (k - 1, k):
                if j <= third < n:
                    total = nums[i] + nums[j] + nums[third]
                    if (abs(total - target), total) < (abs(best - target), best):
                        best = total
    print(best)


main()
