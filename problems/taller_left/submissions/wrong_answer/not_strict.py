# Wrong: `<` keeps towers of equal height on the stack. sample/1 kills it: the second tower of
# height 2 gets 2, not 1.


def main():
    n = int(input())
    heights = list(map(int, input().split()))
    stack = []
    answers = []
    for i in range(n):
        while stack and heights[stack[-1]] < heights[i]:
            stack.pop()
        answers.append(stack[-1] + 1 if stack else 0)
        stack.append(i)
    print(*answers)


main()
