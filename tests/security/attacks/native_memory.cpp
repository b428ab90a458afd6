// promise: a compiled program holds no more memory than its limit
#include <cstdio>
#include <cstdlib>
#include <cstring>
int main() {
    for (int i = 0; i < 60; i++) {
        void *block = malloc(10'000'000);
        if (!block) return 1;
        memset(block, 1, 10'000'000);
        __asm__ volatile("" : : "r"(block) : "memory");
    }
    puts("BREACH");
}
