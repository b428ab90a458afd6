// O(n): one division for each k up to n. Right: k divides n / k of the numbers 1..n.
// Too slow: secret/08-largest is n = 10^12, many minutes even when compiled.
#include <iostream>

int main() {
    long long n, total = 0;
    std::cin >> n;
    for (long long k = 1; k <= n; ++k) total += n / k;
    std::cout << total << "\n";
}
