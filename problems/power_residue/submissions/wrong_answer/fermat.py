# Wrong: it reduces the exponent modulo modulus - 1, which Fermat's theorem allows for primes that
# do not divide the base only. secret/05-composite kills it: 2^11 mod 10 is 8; 11 mod 9 = 2 gives 4.


def power_residue(base, n, modulus):
    if modulus == 1:
        return 0
    return pow(base, n % (modulus - 1), modulus) if modulus > 2 else pow(base, n, modulus)
