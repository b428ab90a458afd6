# O(n^2) for words of length n: each of the (n + 1)^2 cells is filled with O(1) work (Gotoh's three
# states).
# Right: `down` and `right` are the best costs of alignments that end in a gap of the lower or the
# upper row, so an open run goes on for `extension` and a new one pays `opening` once. No algorithm
# with exponent below 2 is possible unless the strong exponential time hypothesis fails.


def gap_alignment(upper, lower, mismatch, opening, extension):
    infinite = 10**9
    columns = len(lower)
    best = [0] + [opening + extension * j for j in range(1, columns + 1)]
    down = [infinite] * (columns + 1)
    start = opening + extension
    for i in range(1, len(upper) + 1):
        letter = upper[i - 1]
        diagonal = best[0]
        best[0] = here = opening + extension * i
        right = infinite
        for j in range(1, columns + 1):
            above = best[j]
            cell = diagonal if letter == lower[j - 1] else diagonal + mismatch
            gap = down[j] + extension
            if above + start < gap:
                gap = above + start
            down[j] = gap
            right += extension
            if here + start < right:
                right = here + start
            if gap < cell:
                cell = gap
            if right < cell:
                cell = right
            diagonal = above
            best[j] = here = cell
    return best[columns]
