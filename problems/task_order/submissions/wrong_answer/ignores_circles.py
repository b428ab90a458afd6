# Wrong: it prints what it could order and never says IMPOSSIBLE. secret/02-circle kills it: 1 2, 2
# 1.
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    after = [[] for _ in range(n + 1)]
    waits = [0] * (n + 1)
    for before, later in zip(numbers[2::2], numbers[3::2]):
        after[before].append(later)
        waits[later] += 1
    order = [task for task in range(1, n + 1) if waits[task] == 0]
    for task in order:
        for later in after[task]:
            waits[later] -= 1
            if waits[later] == 0:
                order.append(later)
    print(*order)


main()
