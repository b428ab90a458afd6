# O(log n): the loop halves n each time round, and every product stays below 30000^2 < 2^30, so a
# step costs O(1).
# Right: result * square^n (mod modulus) is the same before and after each round.


def power_residue(base, n, modulus):
    result = 1 % modulus
    square = base % modulus
    while n:
        if n & 1:
            result = result * square % modulus
        square = square * square % modulus
        n >>= 1
    return result
