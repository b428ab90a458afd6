// O(n log n): n - 1 rounds with two removals and one insertion in a binary heap. Right: by
// Huffman's exchange argument the two shortest ropes may be tied first.
#include <cstdio>
#include <functional>
#include <queue>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::priority_queue<long long, std::vector<long long>, std::greater<>> ropes;
    for (int i = 0; i < n; ++i) {
        int length;
        if (std::scanf("%d", &length) != 1) return 1;
        ropes.push(length);
    }
    long long cost = 0;
    while (ropes.size() > 1) {
        long long tied = ropes.top();
        ropes.pop();
        tied += ropes.top();
        ropes.pop();
        cost += tied;
        ropes.push(tied);
    }
    std::printf("%lld\n", cost);
}
