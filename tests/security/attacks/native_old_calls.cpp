// promise: the 32-bit system calls lead around no filter
// plain: a kernel may be built without them; where it has them, getpid answers
#include <cstdio>
#include <sys/syscall.h>
#include <unistd.h>
int main() {
#if defined(__x86_64__)
    long answer = syscall(0x40000000 | 39);
    if (answer > 0) puts("BREACH x32");
    int old = 20;  // getpid of i386
    __asm__ volatile("int $0x80" : "+a"(old) : : "memory");
    if (old == getpid()) puts("BREACH i386");
#endif
}
