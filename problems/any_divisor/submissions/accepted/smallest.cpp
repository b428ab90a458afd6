#include <iostream>

int main() {
    long long number, divisor = 2;
    std::cin >> number;
    while (divisor * divisor <= number && number % divisor) ++divisor;
    std::cout << (number % divisor ? number : divisor) << "\n";
}
