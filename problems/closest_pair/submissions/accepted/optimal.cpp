// O(n log n): divide and conquer over x; halves come back sorted by y, and in the strip each point
// is compared with at most 7 that follow it. Right: a nearer pair across the middle lies in the
// strip, at most d apart in y.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

using Point = std::pair<long long, long long>;

std::vector<Point> points, strip;
long long best = 1'000'000'000'000'000;

bool lower(const Point& a, const Point& b) { return a.second < b.second; }

void closest(int low, int high) {
    if (high - low <= 1) return;
    int middle = (low + high) / 2;
    long long middle_x = points[middle].first;
    closest(low, middle);
    closest(middle, high);
    std::inplace_merge(points.begin() + low, points.begin() + middle, points.begin() + high, lower);
    strip.clear();
    for (int i = low; i < high; ++i) {
        auto [x, y] = points[i];
        if ((x - middle_x) * (x - middle_x) >= best) continue;
        for (int j = static_cast<int>(strip.size()) - 1; j >= 0; --j) {
            long long dx = x - strip[j].first, dy = y - strip[j].second;
            if (dy * dy >= best) break;
            best = std::min(best, dx * dx + dy * dy);
        }
        strip.push_back(points[i]);
    }
}

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    points.resize(n);
    for (auto& [x, y] : points)
        if (std::scanf("%lld %lld", &x, &y) != 2) return 1;
    std::sort(points.begin(), points.end());
    closest(0, n);
    std::printf("%.12g\n", std::sqrt(static_cast<double>(best)));
}
