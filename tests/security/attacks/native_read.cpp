// promise: a compiled program reads no file of the machine
#include <cstdio>
#include <fcntl.h>
int main() {
    const char *paths[] = {"/etc/passwd", "/proc/self/status", "/proc/1/cmdline", "/etc/hostname"};
    for (const char *path : paths)
        if (open(path, O_RDONLY) >= 0) printf("BREACH %s\n", path);
}
