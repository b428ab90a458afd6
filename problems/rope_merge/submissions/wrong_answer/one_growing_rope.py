# Wrong: it ties the ropes to one growing rope, shortest first. secret/03-four-equal kills it: 1 1 1
# 1 costs 2 + 3 + 4 = 9 here; two pairs cost 2 + 2 + 4 = 8.


def main():
    input()
    ropes = sorted(map(int, input().split()))
    cost, rope = 0, ropes[0]
    for length in ropes[1:]:
        rope += length
        cost += rope
    print(cost)


main()
