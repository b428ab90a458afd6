# Wrong: every gap sign pays the opening. sample/1 kills it: a run of two costs 2 * (2 + 1) = 6
# here, not 4.


def gap_alignment(upper, lower, mismatch, opening, extension):
    step = opening + extension
    best = [step * j for j in range(len(lower) + 1)]
    for i, a in enumerate(upper, 1):
        diagonal, best[0] = best[0], step * i
        for j, b in enumerate(lower, 1):
            cell = min(diagonal + (a != b) * mismatch, best[j] + step, best[j - 1] + step)
            diagonal, best[j] = best[j], cell
    return best[-1]
