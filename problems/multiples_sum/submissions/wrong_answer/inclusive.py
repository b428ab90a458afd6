# Wrong: it includes n itself. sample/1 kills it: n = 10, b = 5 adds 10.
from math import gcd


def multiples_sum(n, a, b):
    def upto(step):
        count = n // step
        return step * (count * (count + 1) // 2)

    return upto(a) + upto(b) - upto(a * b // gcd(a, b))
