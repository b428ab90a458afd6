# Wrong: the root of a square is counted as two divisors. secret/01-one kills it: d(1) becomes 2.
# (Numbers above 10^4 are left out, so that it is wrong and not slow.)


def main():
    n = int(input())
    total = 0
    for k in range(1, min(n, 10**4) + 1):
        d = 1
        while d * d <= k:
            if k % d == 0:
                total += 2
            d += 1
    print(total)


main()
