// O(n^3): Gaussian elimination modulo p, n^3 / 3 products for a matrix without zeros.
// Right: adding a multiple of a row keeps the determinant, a swap negates it; p is prime, so pivots
// have inverses.
#include <iostream>
#include <utility>
#include <vector>

int power(long long base, int exponent, int p) {
    long long result = 1;
    for (; exponent; exponent >>= 1, base = base * base % p)
        if (exponent & 1) result = result * base % p;
    return static_cast<int>(result);
}

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n, p;
    std::cin >> n >> p;
    std::vector<std::vector<int>> rows(n, std::vector<int>(n));
    for (auto& row : rows)
        for (int& value : row) std::cin >> value;
    int determinant = 1 % p;
    for (int column = 0; column < n; ++column) {
        int pivot = column;
        while (pivot < n && rows[pivot][column] == 0) ++pivot;
        if (pivot == n) {
            std::cout << "0\n";
            return 0;
        }
        if (pivot != column) {
            std::swap(rows[pivot], rows[column]);
            determinant = (p - determinant) % p;
        }
        const auto& top = rows[column];
        determinant = determinant * top[column] % p;
        int inverse = p > 2 ? power(top[column], p - 2, p) : 1;
        for (int i = column + 1; i < n; ++i) {
            int factor = p - rows[i][column] * inverse % p;
            for (int j = column; j < n; ++j) rows[i][j] = (rows[i][j] + factor * top[j]) % p;
        }
    }
    std::cout << determinant << "\n";
}
