# Wrong: the loop ends at the first power that is not below n, and half of it is too small where n
# is a power itself. secret/03-power kills it: n = 8 gives 9, not 1.


def last_child(n):
    power = 1
    while power < n:
        power *= 2
    return 2 * (n - power // 2) + 1
