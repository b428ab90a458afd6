# Wrong: it counts the first rope as a cost where there is nothing to tie. secret/01-single kills
# it: 7 costs 0, not 7.
import heapq


def main():
    n = int(input())
    ropes = list(map(int, input().split()))
    if n == 1:
        print(ropes[0])
        return
    heapq.heapify(ropes)
    cost = 0
    while len(ropes) > 1:
        tied = heapq.heappop(ropes) + heapq.heappop(ropes)
        cost += tied
        heapq.heappush(ropes, tied)
    print(cost)


main()
