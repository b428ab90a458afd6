// O(n^2): for each start the sum is extended hour by hour, n (n + 1) / 2 additions. Right: it tries every stretch. Fast
// enough for n = 30000 when compiled.
#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<int> gains(n);
    for (int& gain : gains)
        if (std::scanf("%d", &gain) != 1) return 1;
    long long best = gains[0];
    for (int start = 0; start < n; start++) {
        long long total = 0;
        for (int end = start; end < n; end++) {
            total += gains[end];
            best = std::max(best, total);
        }
    }
    std::printf("%lld\n", best);
}
