#include <iostream>
#include <string>

int main() {
    std::string task, word;
    std::cin >> task >> word;
    if (task == "write") {
        for (int bit = 19; bit >= 0; --bit) std::cout << (std::stoi(word) >> bit & 1 ? 'b' : 'a');
        std::cout << "\n";
    } else {
        int number = 0;
        for (char letter : word) number = 2 * number + (letter == 'b');
        std::cout << number << "\n";
    }
}
