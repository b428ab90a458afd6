# O(1): four operations on integers below 2^31, which fit in at most two digits of a Python int.
# Right: with 2^k children each round halves the circle and begins with child 1 again, so child 1 is
# last. With n = 2^k + r children, r < 2^k, after r departures 2^k are left, and the count begins
# with child 2 r + 1.


def last_child(n):
    return 2 * (n - (1 << (n.bit_length() - 1))) + 1
