// O(n + m), O(n) for m <= 2 n: each task enters and leaves the queue once, each rule is looked at
// once (Kahn).
// Right: a task is printed when all before it are; those left over wait for each other in a circle.
#include <cstdio>
#include <vector>

int main() {
    int n, m;
    if (std::scanf("%d %d", &n, &m) != 2) return 1;
    std::vector<std::vector<int>> after(n + 1);
    std::vector<int> waits(n + 1), order;
    for (int i = 0; i < m; ++i) {
        int a, b;
        if (std::scanf("%d %d", &a, &b) != 2) return 1;
        after[a].push_back(b);
        ++waits[b];
    }
    for (int task = 1; task <= n; ++task)
        if (waits[task] == 0) order.push_back(task);
    for (std::size_t i = 0; i < order.size(); ++i)
        for (int later : after[order[i]])
            if (--waits[later] == 0) order.push_back(later);
    if (static_cast<int>(order.size()) != n) {
        std::puts("IMPOSSIBLE");
        return 0;
    }
    for (int task : order) std::printf("%d ", task);
    std::puts("");
}
