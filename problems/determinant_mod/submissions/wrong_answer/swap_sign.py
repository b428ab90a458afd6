# Wrong: a swap of rows does not negate the determinant. secret/02-swap kills it: the matrix 0 1 / 1
# 0 modulo 5 has the determinant -1 = 4, this prints 1.


def main():
    n, p = map(int, input().split())
    rows = [list(map(int, input().split())) for _ in range(n)]
    determinant = 1
    for column in range(n):
        pivot = next((i for i in range(column, n) if rows[i][column]), None)
        if pivot is None:
            print(0)
            return
        rows[pivot], rows[column] = rows[column], rows[pivot]
        top = rows[column]
        determinant = determinant * top[column] % p
        inverse = pow(top[column], -1, p)
        for i in range(column + 1, n):
            factor = rows[i][column] * inverse
            rows[i] = [(a - factor * b) % p for a, b in zip(rows[i], top)]
    print(determinant)


main()
