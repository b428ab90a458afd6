# O(n^3): Floyd and Warshall, three nested loops over the towns. Whether all-pairs distances can be
# had in n^(3 - e) is open. Right: after round k, distance[i][j] is the smallest cost of a way whose
# inner towns are all among the first k.
import sys

INFINITE = 10**9


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    distance = [[INFINITE] * n for _ in range(n)]
    for i in range(n):
        distance[i][i] = 0
    for at in range(2, len(numbers), 3):
        a, b, cost = numbers[at] - 1, numbers[at + 1] - 1, numbers[at + 2]
        if cost < distance[a][b]:
            distance[a][b] = cost
    for k in range(n):
        onward = distance[k]
        for i in range(n):
            row = distance[i]
            first = row[k]
            if first < INFINITE:
                for j in range(n):
                    way = first + onward[j]
                    if way < row[j] and onward[j] < INFINITE:
                        row[j] = way
    for row in distance:
        print(max(cost for cost in row if cost < INFINITE))


main()
