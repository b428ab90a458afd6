# O(n): for each weight one pass over the sums 0..target, and target <= 300 does not grow with n.
# Right: after a weight, ways[s] counts the subsets of the weights so far with the sum s. Going
# downwards, ways[s - w] is still the count without this weight, so that it is used at most once.


def balance_weights(weights, target):
    ways = [0] * (target + 1)
    ways[0] = 1
    for weight in weights:
        for s in range(target, weight - 1, -1):
            ways[s] = (ways[s] + ways[s - weight]) % 1000003
    return ways[target]
