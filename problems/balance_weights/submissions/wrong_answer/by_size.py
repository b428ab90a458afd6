# Wrong: it counts sets of sizes, so equal weights are taken for one. sample/1 kills it: it finds
# {2, 3} and {1, 2, 2}.


def balance_weights(weights, target):
    ways = [1] + [0] * target
    for size in set(weights):
        copies = weights.count(size)
        ways = [
            sum(ways[s - k * size] for k in range(copies + 1) if s >= k * size) % 1000003
            for s in range(target + 1)
        ]
    return ways[target]
