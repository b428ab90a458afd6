// promise: a compiled program can be traced by nobody, and dumps no core
#include <cstdio>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
int main() {
    rlimit core{};
    getrlimit(RLIMIT_CORE, &core);
    // a limit of 1 keeps even a kernel that pipes its dumps from starting the helper; 0 does not
    if (core.rlim_cur != 1 && prctl(PR_GET_DUMPABLE) != 0) puts("BREACH");
}
