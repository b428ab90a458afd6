# O(n sqrt n): trial division up to sqrt(k) for each k <= n, about 2/3 n^1.5 divisions in all.
# Right: divisors come in pairs (d, k / d), of which a square's root is its own partner.
# Too slow: secret/08-largest is n = 10^12.


def main():
    n = int(input())
    total = 0
    for k in range(1, n + 1):
        d = 1
        while d * d < k:
            if k % d == 0:
                total += 2
            d += 1
        if d * d == k:
            total += 1
    print(total)


main()
