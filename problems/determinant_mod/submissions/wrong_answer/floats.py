# Wrong: it eliminates in floating point and reduces at the end, where the digits that matter are
# gone. secret/05-random-12 kills it: the determinant has about 50 digits, a double 16.


def main():
    n, p = map(int, input().split())
    rows = [list(map(float, input().split())) for _ in range(n)]
    determinant = 1.0
    for column in range(n):
        pivot = max(range(column, n), key=lambda i: abs(rows[i][column]))
        if rows[pivot][column] == 0:
            print(0)
            return
        if pivot != column:
            rows[pivot], rows[column] = rows[column], rows[pivot]
            determinant = -determinant
        top = rows[column]
        determinant *= top[column]
        for i in range(column + 1, n):
            factor = rows[i][column] / top[column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], top)]
    print(round(determinant) % p if abs(determinant) < 1e300 else 0)


main()
