// promise: a C program does not become another one, through a shell neither
#include <stdlib.h>
#include <unistd.h>

int main(void) {
    char *words[] = {"echo", "BREACH", NULL};
    system("echo BREACH");
    execv("/bin/echo", words);
    return 0;
}
