# Crashes: one Python frame per hour. secret/07-long has 5000 hours, above the recursion limit of
# 1000: RecursionError.

import sys


def best_stretch(gains):
    def ending_at(i):
        if i == 0:
            return gains[0], gains[0]
        ending, best = ending_at(i - 1)
        ending = max(gains[i], ending + gains[i])
        return ending, max(best, ending)

    return ending_at(len(gains) - 1)[1]


data = sys.stdin.read().split()
print(best_stretch([int(word) for word in data[1 : 1 + int(data[0])]]))
