# Wrong: it names the tallest tower so far, not the first one met. sample/1 kills it: the last tower
# gets 1, not 4.


def main():
    n = int(input())
    heights = list(map(int, input().split()))
    tallest = 0
    answers = []
    for i in range(n):
        if heights[i] >= heights[tallest]:
            tallest = i
            answers.append(0)
        else:
            answers.append(tallest + 1)
    print(*answers)


main()
