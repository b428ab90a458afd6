// O(n^2): each tower looks back over all towers before it if none is taller: n (n - 1) / 2
// comparisons for rising heights, 8e8 at n = 40000, less than a second when compiled. Right: it is
// the definition.
#include <cstdio>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<int> heights(n);
    for (int i = 0; i < n; ++i) {
        if (std::scanf("%d", &heights[i]) != 1) return 1;
        int j = i - 1;
        while (j >= 0 && heights[j] <= heights[i]) --j;
        std::printf("%d ", j + 1);
    }
    std::puts("");
}
