# O(2^n): each call takes or leaves one weight and never stops early: 2^(n + 1) - 1 calls. Right: every subset is one
# path to a leaf. Too slow: secret/06-thirty-two has n = 32, 8e9 calls.


def balance_weights(weights, target):
    def count(i, rest):
        if i == len(weights):
            return 1 if rest == 0 else 0
        return count(i + 1, rest) + count(i + 1, rest - weights[i])

    return count(0, target) % 1000003
