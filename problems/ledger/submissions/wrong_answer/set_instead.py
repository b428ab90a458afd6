# Wrong: a change replaces the balance instead of being added to it. sample/1 kills it: 10 + 2 = 12,
# not 13.


def ledger(balances, operations):
    balances = list(balances)
    answers = []
    for kind, a, b in operations:
        if kind == 0:
            balances[a] = b
        else:
            answers.append(sum(balances[a : b + 1]))
    return answers
