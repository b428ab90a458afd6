// O(n): each tower is put on the stack once and taken off at most once.
// Right: a tower that is not taller than a later one can never again be the first taller one.
#include <cstdio>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<int> heights(n), stack;
    for (int i = 0; i < n; ++i) {
        if (std::scanf("%d", &heights[i]) != 1) return 1;
        while (!stack.empty() && heights[stack.back()] <= heights[i]) stack.pop_back();
        std::printf("%d ", stack.empty() ? 0 : stack.back() + 1);
        stack.push_back(i);
    }
    std::puts("");
}
