// promise: a compiled program does not become another one
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main() {
    char *argv[] = {(char *)"echo", (char *)"BREACH", nullptr}, *env[] = {nullptr};
    int echo = open("/bin/echo", O_PATH);
    syscall(SYS_execveat, echo, "", argv, env, 0x1000);
    syscall(SYS_execveat, -100, "/bin/echo", argv, env, 0);
    execve("/bin/echo", argv, env);
    int loader = open("/lib64/ld-linux-x86-64.so.2", O_PATH);
    char *by_loader[] = {(char *)"ld", (char *)"/bin/echo", (char *)"BREACH", nullptr};
    syscall(SYS_execveat, loader, "", by_loader, env, 0x1000);
}
