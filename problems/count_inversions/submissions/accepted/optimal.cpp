// O(n log n): merge sort from the top. Right: when an element of the right half is taken while k elements of the left
// half wait, it makes k inversions with them and none with those already taken.
#include <cstdio>
#include <vector>

static long long sort(std::vector<int>& a, std::vector<int>& merged, int low, int high) {
    if (high - low < 2) return 0;
    int middle = low + (high - low) / 2;
    long long inversions = sort(a, merged, low, middle) + sort(a, merged, middle, high);
    int i = low, j = middle;
    for (int k = low; k < high; k++) {
        if (j == high || (i < middle && a[i] <= a[j])) {
            merged[k] = a[i++];
        } else {
            merged[k] = a[j++];
            inversions += middle - i;
        }
    }
    for (int k = low; k < high; k++) a[k] = merged[k];
    return inversions;
}

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<int> a(n), merged(n);
    for (int& x : a)
        if (std::scanf("%d", &x) != 1) return 1;
    std::printf("%lld\n", sort(a, merged, 0, n));
}
