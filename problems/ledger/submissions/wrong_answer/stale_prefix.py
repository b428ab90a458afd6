# Wrong: prefix sums are made once, changes never reach them. sample/1 kills it: the second answer
# is 3, not 13.


def ledger(balances, operations):
    prefix = [0]
    for balance in balances:
        prefix.append(prefix[-1] + balance)
    answers = []
    for kind, a, b in operations:
        if kind == 0:
            balances[a] += b
        else:
            answers.append(prefix[b + 1] - prefix[a])
    return answers
