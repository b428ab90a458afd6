# Wrong: the last account of a question is left out. sample/1 kills it: 5 + 1 = 6, not 8.


def ledger(balances, operations):
    n = len(balances)
    tree = [0] * (n + 1)

    def change(k, value):
        while k <= n:
            tree[k] += value
            k += k & -k

    def prefix(k):
        total = 0
        while k:
            total += tree[k]
            k &= k - 1
        return total

    for i, balance in enumerate(balances):
        change(i + 1, balance)
    answers = []
    for kind, a, b in operations:
        if kind == 0:
            change(a + 1, b)
        else:
            answers.append(prefix(b) - prefix(a) if b > a else 0)
    return answers
