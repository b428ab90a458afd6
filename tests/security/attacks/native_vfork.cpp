// promise: a compiled program starts no process, by vfork neither
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>
int main() {
    pid_t child = vfork();
    if (child == 0) _exit(0);
    if (child > 0) { waitpid(child, nullptr, 0); puts("BREACH"); }
}
