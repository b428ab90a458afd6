# O(n + m), O(n) for m <= 2 n: each task enters and leaves the list once, each rule is looked at
# once (Kahn). The rules of a task are chained through two flat lists, which cost less memory than a
# list for each task.
# Right: a task is printed when all before it are; if some are left over, each of them waits for
# another one left over, so there is a circle.
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    first = [0] * (n + 1)
    following = [0] * len(numbers)
    waits = [0] * (n + 1)
    for i in range(2, len(numbers), 2):
        before = numbers[i]
        following[i] = first[before]
        first[before] = i
        waits[numbers[i + 1]] += 1
    order = [task for task in range(1, n + 1) if waits[task] == 0]
    for task in order:
        i = first[task]
        while i:
            later = numbers[i + 1]
            waits[later] -= 1
            if waits[later] == 0:
                order.append(later)
            i = following[i]
    print(*order) if len(order) == n else print("IMPOSSIBLE")


main()
