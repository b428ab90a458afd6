# O(2^n): position k = 2^t * odd is a valley exactly where odd % 4 == 1. The inner loop takes t
# steps, and the sum of t over all k < 2^n is 2^n - 1 - n: half of the numbers are odd, a quarter
# are divisible by 2 once, and so on.
# Right: the middle 2^(n-1) has odd = 1; mirroring k -> 2^n - k keeps t and turns odd % 4 = 1 into
# 3.


def paper_folds(n):
    letters = []
    for k in range(1, 2**n):
        while k % 2 == 0:
            k //= 2
        letters.append("V" if k % 4 == 1 else "A")
    return "".join(letters)
