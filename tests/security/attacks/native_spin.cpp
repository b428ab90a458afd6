// promise: a compiled program's CPU time is bounded over all threads
// limits: cpu_s=0.3
#include <cstdio>
#include <ctime>
#include <thread>
static double used() { return double(clock()) / CLOCKS_PER_SEC; }
int main() {
    auto burn = [] { while (used() < 1.2) {} };
    std::thread other(burn);
    burn();
    other.join();
    puts("BREACH");
}
