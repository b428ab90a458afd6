// O(n^3): Floyd and Warshall. Right: after round k the inner towns of the ways considered are all
// among the first k.
#include <algorithm>
#include <cstdio>
#include <vector>

constexpr int INFINITE = 1'000'000'000;

int main() {
    int n, m;
    if (std::scanf("%d %d", &n, &m) != 2) return 1;
    std::vector<std::vector<int>> distance(n, std::vector<int>(n, INFINITE));
    for (int i = 0; i < n; ++i) distance[i][i] = 0;
    for (int i = 0; i < m; ++i) {
        int a, b, cost;
        if (std::scanf("%d %d %d", &a, &b, &cost) != 3) return 1;
        distance[a - 1][b - 1] = std::min(distance[a - 1][b - 1], cost);
    }
    for (int k = 0; k < n; ++k)
        for (int i = 0; i < n; ++i) {
            if (distance[i][k] == INFINITE) continue;
            for (int j = 0; j < n; ++j)
                if (distance[k][j] != INFINITE)
                    distance[i][j] = std::min(distance[i][j], distance[i][k] + distance[k][j]);
        }
    for (const auto& row : distance) {
        int largest = 0;
        for (int cost : row)
            if (cost != INFINITE) largest = std::max(largest, cost);
        std::printf("%d\n", largest);
    }
}
