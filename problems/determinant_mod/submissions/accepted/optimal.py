# O(n^3): Gaussian elimination; for each column at most n rows are reduced with at most n products,
# n^3 / 3 in all for a matrix without zeros. Products stay below 30000^2 < 2^30. (Fast matrix
# multiplication has a smaller exponent; in plain code nobody uses it.)
# Right: adding a multiple of a row keeps the determinant, a swap negates it, and a triangular
# matrix has the product of its diagonal. Every pivot that is not 0 has an inverse, because p is
# prime.


def main():
    n, p = map(int, input().split())
    rows = [list(map(int, input().split())) for _ in range(n)]
    determinant = 1
    for column in range(n):
        pivot = column
        while pivot < n and rows[pivot][column] == 0:
            pivot += 1
        if pivot == n:
            print(0)
            return
        if pivot != column:
            rows[pivot], rows[column] = rows[column], rows[pivot]
            determinant = -determinant
        top = rows[column]
        determinant = determinant * top[column] % p
        inverse = pow(top[column], p - 2, p) if p > 2 else 1
        for i in range(column + 1, n):
            row = rows[i]
            factor = row[column] * inverse % p
            if factor:
                for j in range(column, n):
                    row[j] = (row[j] - factor * top[j]) % p
    print(determinant % p)


main()
