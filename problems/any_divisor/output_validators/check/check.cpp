// A checker that ends as testlib's do: 0 accepted, 1 wrong, 2 not as the statement says, 3 our fault.
#include <fstream>
#include <iostream>

int main(int argc, char **argv) {
    if (argc < 4) return 3;
    std::ifstream input(argv[1]), output(argv[2]);
    long long number, divisor;
    std::string rest;
    if (!(input >> number)) return 3;
    if (!(output >> divisor) || output >> rest) {
        std::cerr << "wrong output format: one number is asked for" << std::endl;
        return 2;
    }
    if (divisor < 2 || divisor > number || number % divisor) {
        std::cerr << "wrong answer: " << divisor << " does not divide " << number << std::endl;
        return 1;
    }
    std::cerr << "ok" << std::endl;
    return 0;
}
