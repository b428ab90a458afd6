# Wrong: it reverses but does not exchange valleys and ridges. secret/02-two kills it: VVV, not VVA.


def paper_folds(n):
    creases = ""
    for _ in range(n):
        creases = creases + "V" + creases[::-1]
    return creases
