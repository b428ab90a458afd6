# O(2^n): every weight is taken or left and no branch is cut: 2^(n + 1) - 1 rounds of the loop.
# Right: every subset is one path to a leaf. An explicit stack keeps long inputs slow instead of too
# deep for recursion.
# Too slow: secret/06-thirty-two has n = 32, 8e9 rounds.


def balance_weights(weights, target):
    n = len(weights)
    subsets = 0
    stack = [(0, target)]
    while stack:
        i, rest = stack.pop()
        if i < n:
            stack.append((i + 1, rest))
            stack.append((i + 1, rest - weights[i]))
        elif rest == 0:
            subsets += 1
    return subsets % 1000003
