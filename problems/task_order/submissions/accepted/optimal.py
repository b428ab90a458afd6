# O(n + m), O(n) for m <= 2 n: each task enters and leaves the list once, each rule is looked at
# once (Kahn).
# Right: a task is printed when all before it are; if some are left over, each of them waits for
# another one left over, so there is a circle.
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    after = [[] for _ in range(n + 1)]
    waits = [0] * (n + 1)
    for i in range(2, len(numbers), 2):
        after[numbers[i]].append(numbers[i + 1])
        waits[numbers[i + 1]] += 1
    order = [task for task in range(1, n + 1) if waits[task] == 0]
    for task in order:
        for later in after[task]:
            waits[later] -= 1
            if waits[later] == 0:
                order.append(later)
    print(*order) if len(order) == n else print("IMPOSSIBLE")


main()
