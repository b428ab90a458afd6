# O(n^2): n (n - 1) / 2 distances. Right: it tries every pair.
# Too slow: secret/09-largest has n = 20000, 2e8 distances, over 10 s in CPython.
import sys
from math import sqrt


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    xs, ys = numbers[1::2], numbers[2::2]
    best = 10**15
    for i in range(len(xs)):
        x, y = xs[i], ys[i]
        for j in range(i):
            dx = x - xs[j]
            dy = y - ys[j]
            distance = dx * dx + dy * dy
            if distance < best:
                best = distance
    print(repr(sqrt(best)))


main()
