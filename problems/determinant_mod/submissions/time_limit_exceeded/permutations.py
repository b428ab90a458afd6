# O(n!): Leibniz' formula by recursion. The product so far is handed down, so each of the sum over k
# of n! / k! < e * n! calls costs one loop over the columns that are left: O(n!) in all. Right: the
# sign flips with each column to the left of the chosen one that is still free, which is the number
# of inversions of the permutation.
# Too slow: secret/06-twenty has n = 20, 2.4e18 permutations.


def main():
    n, p = map(int, input().split())
    rows = [list(map(int, input().split())) for _ in range(n)]

    def expand(depth, product, columns):
        if depth == n:
            return product
        total = 0
        row = rows[depth]
        for place in range(len(columns)):
            column = columns[place]
            rest = columns[:place] + columns[place + 1 :]
            term = expand(depth + 1, product * row[column] % p, rest)
            total = total - term if place % 2 else total + term
        return total % p

    print(expand(0, 1, list(range(n))) % p)


main()
