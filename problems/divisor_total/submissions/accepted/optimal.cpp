// O(sqrt n): one division for each k with k * k <= n.
// Right: pairs (a, b) with a * b <= n, counted by their smaller part; the r * r pairs with both at
// most r count once.
#include <iostream>

int main() {
    long long n, total = 0, k = 1;
    std::cin >> n;
    for (; k * k <= n; ++k) total += n / k;
    --k;
    std::cout << 2 * total - k * k << "\n";
}
