# O(n^2): after sorting, for each smallest element the two pointers approach each other in at most n
# steps.
# Right: if the sum is below the target, no other partner of the left pointer inside the window
# comes nearer from below, so it may move; the same on the right. Only an exact hit stops early. (A
# faster algorithm would decide 3SUM.)


def main():
    n, target = map(int, input().split())
    nums = sorted(map(int, input().split()))
    best = nums[0] + nums[1] + nums[2]
    distance = abs(best - target)
    for i in range(n - 2):
        low, high = i + 1, n - 1
        wanted = target - nums[i]
        while low < high:
            rest = nums[low] + nums[high] - wanted
            if rest < 0:
                low += 1
                if -rest <= distance:
                    distance, best = -rest, rest + target
            elif rest > 0:
                high -= 1
                if rest < distance:
                    distance, best = rest, rest + target
            else:
                print(target)
                return
    print(best)


main()
