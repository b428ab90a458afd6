# O(n): one pass with O(1) work per hour. Right: the best stretch that ends at an hour either begins
# there or continues the best one that ends an hour before; the answer is the best over all ends.

import sys


def best_stretch(gains):
    ending_here = best = gains[0]
    for i in range(1, len(gains)):
        gain = gains[i]
        ending_here = gain if ending_here < 0 else ending_here + gain
        if ending_here > best:
            best = ending_here
    return best


data = sys.stdin.read().split()
print(best_stretch([int(word) for word in data[1 : 1 + int(data[0])]]))
