# O(n + m), O(n) for m <= 2 n: each task is opened and closed once, each rule is looked at once. Its
# own stack instead of recursion. Right: a task is closed after all that come later, so the reverse
# order of closing keeps every rule; meeting an open task means a circle. It prints another order
# than Kahn's, which the validator accepts.
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    after = [[] for _ in range(n + 1)]
    for i in range(2, len(numbers), 2):
        after[numbers[i]].append(numbers[i + 1])
    new, opened, closed = 0, 1, 2
    state = [new] * (n + 1)
    order = []
    for start in range(1, n + 1):
        stack = [start]
        while stack:
            task = stack[-1]
            if state[task] == new:
                state[task] = opened
                for later in after[task]:
                    if state[later] == opened:
                        print("IMPOSSIBLE")
                        return
                    if state[later] == new:
                        stack.append(later)
            else:
                stack.pop()
                if state[task] == opened:
                    state[task] = closed
                    order.append(task)
    print(*reversed(order))


main()
