# O(4^n), none of the growths with a name here, so none is claimed: the string of up to 2^(n-1)
# letters is reversed anew for each of its letters. Right: otherwise it follows the statement.
# Too slow: secret/08-largest has n = 19; the last fold alone copies 262143 strings of 262143
# letters, over 10 s.


def paper_folds(n):
    creases = ""
    for _ in range(n):
        mirrored = []
        for i in range(len(creases)):
            mirrored.append("A" if creases[::-1][i] == "V" else "V")
        creases = creases + "V" + "".join(mirrored)
    return creases
