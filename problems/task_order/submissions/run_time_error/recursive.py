# Crashes: it descends one Python frame per task of a chain. secret/09-chain has a chain of 20000
# tasks, above the recursion limit of 1000: RecursionError.
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    after = [[] for _ in range(n + 1)]
    for before, later in zip(numbers[2::2], numbers[3::2]):
        after[before].append(later)
    state = [0] * (n + 1)
    order = []

    def visit(task):
        state[task] = 1
        for later in after[task]:
            if state[later] == 1 or (state[later] == 0 and not visit(later)):
                return False
        state[task] = 2
        order.append(task)
        return True

    if all(state[task] or visit(task) for task in range(1, n + 1)):
        print(*reversed(order))
    else:
        print("IMPOSSIBLE")


main()
