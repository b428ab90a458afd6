# Wrong: the town in the middle runs in the innermost loop, so that most ways of three and more
# roads are never put together. secret/04-zigzag kills it: 1 -> 4 -> 3 -> 2 is a way from 1 to 2
# that it does not find.
import sys

INFINITE = 10**9


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    distance = [[0 if i == j else INFINITE for j in range(n)] for i in range(n)]
    for a, b, cost in zip(numbers[2::3], numbers[3::3], numbers[4::3]):
        distance[a - 1][b - 1] = min(distance[a - 1][b - 1], cost)
    for i in range(n):
        row = distance[i]
        for j in range(n):
            for k in range(n):
                if row[k] < INFINITE and distance[k][j] < INFINITE:
                    if row[k] + distance[k][j] < row[j]:
                        row[j] = row[k] + distance[k][j]
    for row in distance:
        print(max(cost for cost in row if cost < INFINITE))


main()
