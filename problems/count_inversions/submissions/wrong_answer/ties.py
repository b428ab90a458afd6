# Wrong: `<` in the merge takes equal elements from the right first and counts them. secret/02-equal
# kills it: [5, 5, 5] has no inversion, this counts 3.

import sys


def count_inversions(nums):
    def sort(part):
        if len(part) < 2:
            return part, 0
        left, a = sort(part[: len(part) // 2])
        right, b = sort(part[len(part) // 2 :])
        merged, count, i, j = [], a + b, 0, 0
        while i < len(left) and j < len(right):
            if left[i] < right[j]:
                merged.append(left[i])
                i += 1
            else:
                merged.append(right[j])
                j += 1
                count += len(left) - i
        return merged + left[i:] + right[j:], count

    return sort(nums)[1]


data = sys.stdin.read().split()
print(count_inversions([int(word) for word in data[1 : 1 + int(data[0])]]))
