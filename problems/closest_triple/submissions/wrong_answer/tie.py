# Wrong: on a tie it keeps the sum that it met first. secret/02-tie kills it: 0 0 1 3 with target 2
# has the sums 1, 3 and 4; it meets 3 first.


def main():
    n, target = map(int, input().split())
    nums = sorted(map(int, input().split()))
    best = nums[0] + nums[1] + nums[-1]
    for i in range(n - 2):
        low, high = i + 1, n - 1
        while low < high:
            total = nums[i] + nums[low] + nums[high]
            if abs(total - target) < abs(best - target):
                best = total
            if total < target:
                low += 1
            else:
                high -= 1
    print(best)


main()
