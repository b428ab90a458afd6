// O(n^2) for m <= 2 n: each round looks at all tasks; a chain against the numbering allows one task
// a round, so n rounds: 9e8 looks at n = 30000, less than a second when compiled. Right: as in
// time_limit_exceeded/rescan.py.
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
    for (bool progress = true; progress;) {
        progress = false;
        for (int task = 1; task <= n; ++task)
            if (waits[task] == 0) {
                waits[task] = -1;
                order.push_back(task);
                progress = true;
                for (int later : after[task]) --waits[later];
            }
    }
    if (static_cast<int>(order.size()) != n) {
        std::puts("IMPOSSIBLE");
        return 0;
    }
    for (int task : order) std::printf("%d ", task);
    std::puts("");
}
