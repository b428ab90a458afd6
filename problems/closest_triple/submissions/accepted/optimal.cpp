// O(n^2): after sorting, for each smallest element the two pointers approach each other in at most
// n steps.
// Right: a pointer moves past an element only when all its other partners in the window are farther
// from the target.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

int main() {
    int n, target;
    std::cin >> n >> target;
    std::vector<int> nums(n);
    for (int& value : nums) std::cin >> value;
    std::sort(nums.begin(), nums.end());
    int best = nums[0] + nums[1] + nums[2];
    for (int i = 0; i + 2 < n; ++i) {
        int low = i + 1, high = n - 1;
        while (low < high) {
            int sum = nums[i] + nums[low] + nums[high];
            int now = std::abs(sum - target), before = std::abs(best - target);
            if (now < before || (now == before && sum < best)) best = sum;
            if (sum < target) {
                ++low;
            } else {
                --high;
            }
        }
    }
    std::cout << best << "\n";
}
