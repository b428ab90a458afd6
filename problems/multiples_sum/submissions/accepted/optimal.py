# O(1) in n: three closed sums; the greatest common divisor depends on a, b <= 1000 only.
# Right: multiples of a, plus multiples of b, minus what both count: the multiples of their least
# common multiple.
from math import gcd


def multiples_sum(n, a, b):
    def below(step):
        count = (n - 1) // step
        return step * (count * (count + 1) // 2)

    return below(a) + below(b) - below(a * b // gcd(a, b))
