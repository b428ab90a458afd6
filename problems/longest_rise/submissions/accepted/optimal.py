# O(n log n): each element costs one binary search in a list of at most n ends.
# Right: ends[k] is the smallest last element of a rise of length k + 1 among the elements so far;
# the list is strictly increasing, and an element improves exactly the first end that is not smaller
# than it.


def longest_rise(nums):
    ends = []
    for value in nums:
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            if ends[middle] < value:
                low = middle + 1
            else:
                high = middle
        if low == len(ends):
            ends.append(value)
        else:
            ends[low] = value
    return len(ends)
