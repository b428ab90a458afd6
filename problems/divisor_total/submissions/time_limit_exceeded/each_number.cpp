// O(n sqrt n): trial division up to sqrt(k) for each k <= n, about 2/3 n^1.5 divisions in all.
// Right: divisors come in pairs (d, k / d), of which a square's root is its own partner. Too slow:
// secret/08-largest is n = 10^12.
#include <iostream>

int main() {
    long long n, total = 0;
    std::cin >> n;
    for (long long k = 1; k <= n; ++k) {
        long long d = 1;
        for (; d * d < k; ++d)
            if (k % d == 0) total += 2;
        if (d * d == k) ++total;
    }
    std::cout << total << "\n";
}
