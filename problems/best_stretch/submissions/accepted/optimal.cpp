// O(n): one pass. Right: the best stretch that ends at an hour either begins there or continues the best one that ends
// an hour before; the answer is the best over all ends.
#include <algorithm>
#include <cstdio>

int main() {
    int n, gain;
    if (std::scanf("%d", &n) != 1) return 1;
    long long ending_here = 0, best = -1000000000;
    for (int i = 0; i < n; i++) {
        if (std::scanf("%d", &gain) != 1) return 1;
        ending_here = std::max(ending_here, 0LL) + gain;
        best = std::max(best, ending_here);
    }
    std::printf("%lld\n", best);
}
