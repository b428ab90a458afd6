# O(n^4) for m near n^2, none of the growths with a name here, so none is claimed: Bellman and Ford
# from each of n towns, n - 1 rounds over all roads, without the early exit. Right: after round r
# all ways of at most r roads are accounted for.
# Too slow: secret/08-largest has n = 150 and 22350 roads: 5e8 steps, over 10 s in CPython.
import sys

INFINITE = 10**9


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    roads = list(zip(numbers[2::3], numbers[3::3], numbers[4::3]))
    for start in range(1, n + 1):
        distance = [INFINITE] * (n + 1)
        distance[start] = 0
        for _ in range(n - 1):
            for a, b, cost in roads:
                if distance[a] < INFINITE and distance[a] + cost < distance[b]:
                    distance[b] = distance[a] + cost
        print(max(cost for cost in distance if cost < INFINITE))


main()
