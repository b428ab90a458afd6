# Wrong: it compares only points that are neighbours after sorting by x. secret/04-far-neighbours
# kills it: in
# (0, 0), (1, 1000), (2, 1) the closest pair has another point between its x coordinates.
import sys
from math import hypot


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    points = sorted(zip(numbers[1::2], numbers[2::2]))
    print(min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in zip(points, points[1:])))


main()
