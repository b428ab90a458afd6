# O(n): one step for each size of the circle. Right: after the first departure the circle of k
# children is one of k - 1 that begins two places further on, so its last child is moved by two.
# Too slow: secret/09-largest is n = 10^9, over 10 s in CPython.


def last_child(n):
    place = 0
    for size in range(2, n + 1):
        place = (place + 2) % size
    return place + 1
