# Wrong: it lets child 1 leave first. sample/1 kills it: of five children 1, 3, 5, 4 leave and 2 is
# left, not 3.


def last_child(n):
    power = 1 << (n.bit_length() - 1)
    return 2 * (n - power) or n
