# Wrong: it picks the pair with the sum nearest to two thirds of the target and completes it.
# secret/05-greedy kills it: -9 0 20 29 31 with target 60: 20 + 29 is as near to 40 as any pair and
# leads to 49, but 0 + 29 + 31 = 60.


def main():
    n, target = map(int, input().split())
    nums = list(map(int, input().split()))
    pairs = ((abs(3 * (nums[i] + nums[j]) - 2 * target), i, j) for i in range(n) for j in range(i))
    _, i, j = min(pairs)
    sums = [nums[i] + nums[j] + nums[k] for k in range(n) if k != i and k != j]
    print(min(sums, key=lambda total: (abs(total - target), total)))


main()
