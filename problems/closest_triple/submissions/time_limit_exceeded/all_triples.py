# O(n^3): n (n - 1) (n - 2) / 6 triples. Right: it tries all of them and prefers the smaller sum on
# a tie.
# Too slow: secret/08-largest has n = 1200 and no exact hit: 2.9e8 triples, over 10 s in CPython.


def main():
    n, target = map(int, input().split())
    nums = list(map(int, input().split()))
    best = nums[0] + nums[1] + nums[2]
    distance = abs(best - target)
    for i in range(n):
        for j in range(i + 1, n):
            pair = nums[i] + nums[j]
            for k in range(j + 1, n):
                total = pair + nums[k]
                if -distance <= total - target <= distance:
                    if (abs(total - target), total) < (distance, best):
                        best = total
                        distance = abs(total - target)
    print(best)


main()
