# Wrong: divide and conquer that forgets pairs across the middle. secret/05-across kills it: the two
# middle points of 0, 10, 11, 21 on a line are the closest pair, and the split is between them.
import sys
from math import hypot


def closest(points):
    if len(points) <= 3:
        return min(
            (hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(points) for b in points[:i]),
            default=1e9,
        )
    middle = len(points) // 2
    return min(closest(points[:middle]), closest(points[middle:]))


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    print(closest(sorted(zip(numbers[1::2], numbers[2::2]))))


main()
