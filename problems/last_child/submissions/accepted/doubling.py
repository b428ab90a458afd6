# O(log n): the power is doubled at most log2(n) times. Right: it is the largest power of two that
# is not above n, and with n = power + r children the last one is 2 r + 1.


def last_child(n):
    power = 1
    while 2 * power <= n:
        power *= 2
    return 2 * (n - power) + 1
