# Wrong: it exchanges valleys and ridges but does not reverse. sample/1 (n = 3) kills it: VVAVAAV,
# not VVAVVAA.


def paper_folds(n):
    creases = ""
    for _ in range(n):
        creases = creases + "V" + creases.translate({ord("V"): "A", ord("A"): "V"})
    return creases
