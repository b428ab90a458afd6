# O(n): one division for each k up to n. Right: k divides n // k of the numbers 1..n.
# Too slow: secret/08-largest is n = 10^12.


def main():
    n = int(input())
    total = 0
    for k in range(1, n + 1):
        total += n // k
    print(total)


main()
