# Crashes: one Python frame per weight. secret/08-largest has n = 3000, above the recursion limit of
# 1000: RecursionError.
from functools import cache


def balance_weights(weights, target):
    @cache
    def count(i, rest):
        if rest < 0:
            return 0
        if i == len(weights):
            return 1 if rest == 0 else 0
        return (count(i + 1, rest) + count(i + 1, rest - weights[i])) % 1000003

    return count(0, target)
