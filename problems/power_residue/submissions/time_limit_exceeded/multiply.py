# O(n): n multiplications of numbers below 2^30. Right: it is the definition, reduced at each step.
# Too slow: secret/09-largest has n = 10^12, which is hours.


def power_residue(base, n, modulus):
    result = 1 % modulus
    for _ in range(n):
        result = result * base % modulus
    return result
