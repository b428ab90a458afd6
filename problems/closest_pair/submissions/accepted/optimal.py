# O(n log n): divide and conquer over x; the halves come back sorted by y and are merged in linear
# time, and each point of the strip is compared with at most 7 that follow it in y.
# Right: a nearer pair across the middle lies in the strip of width 2 d, and in a box of d by 2 d at
# most 8 points can have mutual distances of at least d, on each side. (With hashing, expected O(n)
# is possible.)
import sys
from math import sqrt


def merge(left, right):
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i][1] <= right[j][1]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    merged.extend(left[i:])
    merged.extend(right[j:])
    return merged


def closest(points, low, high, best):
    """Return points[low:high] sorted by y, and the smaller of `best` and their least distance^2."""
    if high - low <= 1:
        return points[low:high], best
    middle = (low + high) // 2
    middle_x = points[middle][0]
    left, best = closest(points, low, middle, best)
    right, best = closest(points, middle, high, best)
    by_y = merge(left, right)
    strip = [point for point in by_y if (point[0] - middle_x) ** 2 < best]
    for i in range(len(strip)):
        x, y = strip[i]
        for j in range(i + 1, len(strip)):
            other_x, other_y = strip[j]
            dy = other_y - y
            if dy * dy >= best:
                break
            distance = (other_x - x) ** 2 + dy * dy
            if distance < best:
                best = distance
    return by_y, best


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    points = sorted(zip(numbers[1::2], numbers[2::2]))
    print(repr(sqrt(closest(points, 0, len(points), 10**15)[1])))


main()
