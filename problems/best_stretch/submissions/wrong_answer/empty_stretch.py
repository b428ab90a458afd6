# Wrong: it allows the empty stretch. secret/02-all-negative kills it: [-3, -1, -2] gives 0, not -1.

import sys


def best_stretch(gains):
    ending_here = best = 0
    for gain in gains:
        ending_here = max(0, ending_here + gain)
        best = max(best, ending_here)
    return best


data = sys.stdin.read().split()
print(best_stretch([int(word) for word in data[1 : 1 + int(data[0])]]))
