# Wrong: one "in a gap" state serves both rows, so that a run in one row followed by a run in the
# other pays one opening. secret/05-two-runs kills it: "a" over "b" with mismatch 100, opening 10,
# extension 1 costs 22 (two runs), here 12.


def gap_alignment(upper, lower, mismatch, opening, extension):
    infinite = 10**9
    rows, columns = len(upper), len(lower)
    best = [[infinite] * (columns + 1) for _ in range(rows + 1)]
    gap = [[infinite] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i:
                gap[i][j] = min(
                    gap[i][j], gap[i - 1][j] + extension, best[i - 1][j] + opening + extension
                )
            if j:
                gap[i][j] = min(
                    gap[i][j], gap[i][j - 1] + extension, best[i][j - 1] + opening + extension
                )
            pair = infinite
            if i and j:
                pair = best[i - 1][j - 1] + (upper[i - 1] != lower[j - 1]) * mismatch
            best[i][j] = min(best[i][j], pair, gap[i][j])
    return best[rows][columns]
