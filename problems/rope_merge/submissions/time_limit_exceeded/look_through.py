# O(n^2): each of n - 1 rounds looks through all ropes that are left for the two shortest, n^2 / 2
# steps in all. Right: by Huffman's exchange argument the two shortest may be tied first.
# Too slow: secret/09-largest has n = 36000, 6.5e8 steps, over 10 s in CPython.


def main():
    input()
    ropes = list(map(int, input().split()))
    cost = 0
    while len(ropes) > 1:
        first, second = (0, 1) if ropes[0] <= ropes[1] else (1, 0)
        for i in range(2, len(ropes)):
            length = ropes[i]
            if length < ropes[second]:
                if length < ropes[first]:
                    first, second = i, first
                else:
                    second = i
        tied = ropes[first] + ropes[second]
        cost += tied
        ropes[first] = tied
        ropes[second] = ropes[-1]
        ropes.pop()
    print(cost)


main()
