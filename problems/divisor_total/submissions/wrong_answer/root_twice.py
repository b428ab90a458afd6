# Wrong: the root of a square is counted as two divisors. secret/01-one kills it: d(1) becomes 2. (Numbers above a
# million are left out here, they would take too long.)


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
