# Crashes: it never looks for a pivot. secret/02-swap has 0 in the first place, which has no
# inverse: ValueError.


def main():
    n, p = map(int, input().split())
    rows = [list(map(int, input().split())) for _ in range(n)]
    determinant = 1
    for column in range(n):
        top = rows[column]
        inverse = pow(top[column], -1, p)
        determinant = determinant * top[column] % p
        for i in range(column + 1, n):
            factor = rows[i][column] * inverse
            rows[i] = [(a - factor * b) % p for a, b in zip(rows[i], top)]
    print(determinant)


main()
