// O(n!): Leibniz' formula by recursion, fewer than e * n! calls. Right: the sign is that of the
// number of inversions.
// Too slow: secret/06-twenty has n = 20, 2.4e18 permutations.
#include <iostream>
#include <utility>
#include <vector>

int n, p;
std::vector<std::vector<int>> rows;
std::vector<int> columns;

// Columns from `depth` on are free. Swapping one to the front is one transposition, unless it
// stands there already.
int expand(int depth, int product) {
    if (depth == n) return product;
    int total = 0;
    for (int place = depth; place < n; ++place) {
        std::swap(columns[depth], columns[place]);
        int term = expand(depth + 1, product * rows[depth][columns[depth]] % p);
        total = (total + (place == depth ? term : p - term)) % p;
        std::swap(columns[depth], columns[place]);
    }
    return total;
}

int main() {
    std::cin >> n >> p;
    rows.assign(n, std::vector<int>(n));
    for (auto& row : rows)
        for (int& value : row) std::cin >> value;
    for (int i = 0; i < n; ++i) columns.push_back(i);
    std::cout << expand(0, 1 % p) << "\n";
}
