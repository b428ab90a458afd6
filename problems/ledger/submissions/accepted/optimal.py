# O(n log n) for n accounts and n operations: a Fenwick tree is built in O(n); each operation walks
# one path (a question two) of at most log2(n) + 1 nodes. Right: node k holds the sum of the (k &
# -k) balances that end at k, so a prefix is the sum of the nodes on the way down, and a change
# touches exactly the nodes that contain the account.


def ledger(balances, operations):
    n = len(balances)
    tree = [0] * (n + 1)
    for k in range(1, n + 1):
        tree[k] += balances[k - 1]
        parent = k + (k & -k)
        if parent <= n:
            tree[parent] += tree[k]
    answers = []
    for kind, a, b in operations:
        if kind == 0:
            k = a + 1
            while k <= n:
                tree[k] += b
                k += k & -k
        else:
            total = 0
            k = b + 1
            while k:
                total += tree[k]
                k &= k - 1
            k = a
            while k:
                total -= tree[k]
                k &= k - 1
            answers.append(total)
    return answers
