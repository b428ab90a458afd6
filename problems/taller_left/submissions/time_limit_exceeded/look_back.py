# O(n^2): for rising heights each tower looks back over all towers before it, n (n - 1) / 2
# comparisons. Right: it is the definition. Too slow: secret/09-largest-rising has n = 40000, 8e8
# comparisons, over 10 s in CPython.


def main():
    n = int(input())
    heights = list(map(int, input().split()))
    answers = []
    for i in range(n):
        height = heights[i]
        j = i - 1
        while j >= 0 and heights[j] <= height:
            j -= 1
        answers.append(j + 1)
    print(*answers)


main()
