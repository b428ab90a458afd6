// promise: a C program does not fork
#include <stdio.h>
#include <unistd.h>

int main(void) {
    if (fork() == 0) puts("BREACH");
    return 0;
}
