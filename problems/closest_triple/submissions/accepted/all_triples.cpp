// O(n^3): n (n - 1) (n - 2) / 6 triples; 2.9e8 at n = 1200, which compiled code does in well under
// a second.
// Right: it tries every triple and prefers the smaller sum on a tie.
#include <cstdlib>
#include <iostream>
#include <vector>

int main() {
    int n, target;
    std::cin >> n >> target;
    std::vector<int> nums(n);
    for (int& value : nums) std::cin >> value;
    int best = nums[0] + nums[1] + nums[2];
    int distance = std::abs(best - target);
    for (int i = 0; i < n; ++i)
        for (int j = i + 1; j < n; ++j)
            for (int k = j + 1; k < n; ++k) {
                int sum = nums[i] + nums[j] + nums[k];
                int now = std::abs(sum - target);
                if (now < distance || (now == distance && sum < best)) {
                    best = sum;
                    distance = now;
                }
            }
    std::cout << best << "\n";
}
