# Wrong: Dijkstra's algorithm with a set of finished towns, which negative costs break.
# secret/05-negative kills it: 1 -> 2 at 1 is finished before 1 -> 3 -> 2 at 2 - 5 is seen, so 2 ->
# 4 at 10 ends at 11 instead of 7.
import heapq
import sys


def main():
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    after = [[] for _ in range(n + 1)]
    for a, b, cost in zip(numbers[2::3], numbers[3::3], numbers[4::3]):
        after[a].append((b, cost))
    for start in range(1, n + 1):
        finished = {}
        heap = [(0, start)]
        while heap:
            cost, town = heapq.heappop(heap)
            if town in finished:
                continue
            finished[town] = cost
            for later, step in after[town]:
                if later not in finished:
                    heapq.heappush(heap, (cost + step, later))
        print(max(finished.values()))


main()
