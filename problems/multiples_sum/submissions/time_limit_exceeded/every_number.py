# O(n): one test for every number below n. Right: it is the definition.
# Too slow: secret/10-largest has n = 10^10, minutes in CPython.


def multiples_sum(n, a, b):
    total = 0
    for k in range(1, n):
        if k % a == 0 or k % b == 0:
            total += k
    return total
