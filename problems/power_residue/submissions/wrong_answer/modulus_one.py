# Wrong: the result starts at 1 instead of 1 % modulus. secret/02-zero-mod-one kills it: base 5, n
# 0, modulus 1 gives 1 here, the remainder is 0.


def power_residue(base, n, modulus):
    result = 1
    square = base % modulus
    while n:
        if n & 1:
            result = result * square % modulus
        square = square * square % modulus
        n >>= 1
    return result
