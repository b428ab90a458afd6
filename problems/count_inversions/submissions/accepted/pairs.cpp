// O(n^2): n (n - 1) / 2 comparisons. Right: it is the definition. Fast enough for n = 40000 when compiled.
#include <cstdio>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<int> a(n);
    for (int& x : a)
        if (std::scanf("%d", &x) != 1) return 1;
    long long inversions = 0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) inversions += a[i] > a[j];
    std::printf("%lld\n", inversions);
}
