# O(n^2 log n): for each of the n (n - 1) / 2 pairs one binary search among the later elements.
# Right: the best third element is one of the two neighbours of the place where the missing rest
# would be inserted. At n = 1200 that is 7e5 searches of at most 11 steps, well below the limit.


def main():
    n, target = map(int, input().split())
    nums = sorted(map(int, input().split()))
    best = nums[0] + nums[1] + nums[2]
    for i in range(n - 2):
        for j in range(i + 1, n - 1):
            pair = nums[i] + nums[j]
            rest = target - pair
            low, high = j + 1, n
            while low < high:
                middle = (low + high) // 2
                if nums[middle] < rest:
                    low = middle + 1
                else:
                    high = middle
            if low < n:
                total = pair + nums[low]
                if abs(total - target) < abs(best - target):
                    best = total
            if low > j + 1:
                total = pair + nums[low - 1]
                if (abs(total - target), total) < (abs(best - target), best):
                    best = total
    print(best)


main()
