# Wrong: of several roads between two towns the last one counts, not the cheapest.
# secret/03-parallel kills it: the roads 1 -> 2 at 3 and at 9 give 9, not 3.
import sys

INFINITE = 10**9


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    distance = [[0 if i == j else INFINITE for j in range(n)] for i in range(n)]
    for a, b, cost in zip(numbers[2::3], numbers[3::3], numbers[4::3]):
        distance[a - 1][b - 1] = cost
    for k in range(n):
        for row in distance:
            if row[k] < INFINITE:
                first = row[k]
                row[:] = [
                    min(old, first + on) if on < INFINITE else old
                    for old, on in zip(row, distance[k])
                ]
    for row in distance:
        print(max(cost for cost in row if cost < INFINITE))


main()
