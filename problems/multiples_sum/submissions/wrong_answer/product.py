# Wrong: it takes off the multiples of a * b, right for coprime a and b only.
# secret/03-shared-factor kills it: n = 25, a = 4, b = 6 counts 12 twice.


def multiples_sum(n, a, b):
    def below(step):
        count = (n - 1) // step
        return step * (count * (count + 1) // 2)

    return below(a) + below(b) - below(a * b)
