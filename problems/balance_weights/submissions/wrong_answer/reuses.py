# Wrong: the sums are filled upwards, so that a weight can be used more than once. secret/02-single
# kills it: [2] with target 4 has no subset, this finds 2 + 2.


def balance_weights(weights, target):
    ways = [1] + [0] * target
    for weight in weights:
        for s in range(weight, target + 1):
            ways[s] = (ways[s] + ways[s - weight]) % 1000003
    return ways[target]
