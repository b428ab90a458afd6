# O(n^2) for n accounts and n operations: a question over nearly all accounts adds up nearly n
# balances. Right: it is the definition. Too slow: secret/09-largest asks 34800 such questions over
# 36000 accounts: 1.25e9 additions, over 10 s.


def ledger(balances, operations):
    balances = list(balances)
    answers = []
    for kind, a, b in operations:
        if kind == 0:
            balances[a] += b
        else:
            total = 0
            for i in range(a, b + 1):
                total += balances[i]
            answers.append(total)
    return answers
