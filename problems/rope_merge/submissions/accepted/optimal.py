# O(n log n): n - 1 rounds with two removals and one insertion in a binary heap, each at most
# log2(n) levels deep.
# Right: an exchange argument (Huffman): in some cheapest plan the two shortest ropes are tied
# first. Where the lengths come sorted, two queues do it in O(n); sorting arbitrary lengths by
# comparisons costs O(n log n) again.


def sink(heap, at, size):
    """Move the value at `at` down until no child is smaller."""
    value = heap[at]
    child = 2 * at + 1
    while child < size:
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[at] = heap[child]
        at, child = child, 2 * child + 1
    heap[at] = value


def main():
    n = int(input())
    heap = list(map(int, input().split()))
    for at in range(n // 2 - 1, -1, -1):
        sink(heap, at, n)
    cost = 0
    for size in range(n - 1, 0, -1):
        shortest = heap[0]
        heap[0] = heap[size]
        sink(heap, 0, size)
        tied = shortest + heap[0]
        cost += tied
        heap[0] = tied
        sink(heap, 0, size)
    print(cost)


main()
