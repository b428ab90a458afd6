# Wrong: it prints three digits behind the point, short of the precision asked for.
# secret/02-diagonal kills it: the square root of 2 printed as 1.414 is off by 1.5e-4 of its value.
import sys
from math import sqrt


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    points = sorted(zip(numbers[1::2], numbers[2::2]))
    best = 10**15
    for i, (x, y) in enumerate(points):
        for j in range(i - 1, -1, -1):
            if (x - points[j][0]) ** 2 >= best:
                break
            best = min(best, (x - points[j][0]) ** 2 + (y - points[j][1]) ** 2)
    print(f"{sqrt(best):.3f}")


main()
