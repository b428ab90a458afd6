// Wrong: 32 bits hold the sum. secret/06-beyond-int kills it: for n = 10^9 the sum is about 2.1e10,
// above 2^32.
#include <cstdint>
#include <iostream>

int main() {
    long long n;
    std::cin >> n;
    std::uint32_t total = 0;
    long long k = 1;
    for (; k * k <= n; ++k) total += static_cast<std::uint32_t>(n / k);
    --k;
    std::cout << 2 * total - static_cast<std::uint32_t>(k * k) << "\n";
}
