# O(n^3): each cell tries every length of a run that could end there, i + j of them, n^3 in all for
# words of length n.
# Right: an alignment ends in a pair of letters or in a run of some length k of one row; trying k
# beyond the start of the run only pays a second opening. Too slow: secret/09-largest has n = 600,
# 2.2e8 steps, over 10 s in CPython.


def gap_alignment(upper, lower, mismatch, opening, extension):
    rows, columns = len(upper), len(lower)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i == 0 and j == 0:
                continue
            cell = 10**9
            if i and j:
                cell = best[i - 1][j - 1] + (0 if upper[i - 1] == lower[j - 1] else mismatch)
            row = best[i]
            for k in range(1, i + 1):
                cost = best[i - k][j] + opening + extension * k
                if cost < cell:
                    cell = cost
            for k in range(1, j + 1):
                cost = row[j - k] + opening + extension * k
                if cost < cell:
                    cell = cost
            row[j] = cell
    return best[rows][columns]
