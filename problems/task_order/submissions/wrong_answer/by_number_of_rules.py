# Wrong: it sorts the tasks by the number of tasks that they wait for. secret/04-late-leaf kills it:
# 1 and 2 before 3, 3 before 4 puts 4 (one rule) before 3 (two rules).
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    waits = [0] * (numbers[0] + 1)
    for later in numbers[3::2]:
        waits[later] += 1
    print(*sorted(range(1, numbers[0] + 1), key=waits.__getitem__))


main()
