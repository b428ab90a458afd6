// Wrong: `int` holds the cost. secret/09-largest kills it: 36000 ropes of about 5000 cost about
// 2.7e9, above 2^31.
#include <cstdio>
#include <functional>
#include <queue>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::priority_queue<int, std::vector<int>, std::greater<>> ropes;
    for (int i = 0; i < n; ++i) {
        int length;
        if (std::scanf("%d", &length) != 1) return 1;
        ropes.push(length);
    }
    int cost = 0;
    while (ropes.size() > 1) {
        int tied = ropes.top();
        ropes.pop();
        tied += ropes.top();
        ropes.pop();
        cost = static_cast<int>(static_cast<unsigned>(cost) + static_cast<unsigned>(tied));
        ropes.push(tied);
    }
    std::printf("%d\n", cost);
}
