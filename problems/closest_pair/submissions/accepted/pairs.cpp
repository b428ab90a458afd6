// O(n^2): n (n - 1) / 2 distances, 2e8 at n = 20000, which compiled code does in well under a
// second. Right: it tries every pair.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<long long> x(n), y(n);
    for (int i = 0; i < n; ++i)
        if (std::scanf("%lld %lld", &x[i], &y[i]) != 2) return 1;
    long long best = 1'000'000'000'000'000;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < i; ++j) {
            long long dx = x[i] - x[j], dy = y[i] - y[j];
            best = std::min(best, dx * dx + dy * dy);
        }
    std::printf("%.12g\n", std::sqrt(static_cast<double>(best)));
}
