# O(n^2) for m <= 2 n: each round looks at all tasks and does those that are ready; a chain against
# the numbering allows one task a round, n rounds. Right: a task is done only when nothing before it
# is left; a round without progress means a circle. Too slow: secret/10-largest-backwards is such a
# chain of 30000 tasks: 9e8 looks, over 10 s in CPython.
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    after = [[] for _ in range(n + 1)]
    waits = [0] * (n + 1)
    for i in range(2, len(numbers), 2):
        after[numbers[i]].append(numbers[i + 1])
        waits[numbers[i + 1]] += 1
    order = []
    progress = True
    while progress:
        progress = False
        for task in range(1, n + 1):
            if waits[task] == 0:
                waits[task] = -1
                order.append(task)
                progress = True
                for later in after[task]:
                    waits[later] -= 1
    print(*order) if len(order) == n else print("IMPOSSIBLE")


main()
