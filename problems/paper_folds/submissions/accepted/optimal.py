# O(2^n): the answer has 2^n - 1 letters, each appended once, and no algorithm can write them in
# less.
# Right: a fold adds a valley and the mirror image of what is there, as the statement says.


def paper_folds(n):
    creases = []
    for _ in range(n):
        before = len(creases)
        creases.append("V")
        for i in range(before - 1, -1, -1):
            creases.append("A" if creases[i] == "V" else "V")
    return "".join(creases)
