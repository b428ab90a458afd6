# O(n): each tower is put on the stack once and taken off at most once.
# Right: a tower that is not taller than a later one can never again be the first taller one, so it
# may go; those that stay are strictly falling, and the last that stays is the nearest taller one.


def main():
    n = int(input())
    heights = list(map(int, input().split()))
    stack = []
    answers = []
    for i in range(n):
        height = heights[i]
        while stack and heights[stack[-1]] <= height:
            stack.pop()
        answers.append(stack[-1] + 1 if stack else 0)
        stack.append(i)
    print(*answers)


main()
