// promise: a compiler that reads without end is ended
// kind: tool
// limits: cpu_s=1 memory_bytes=200000000
// plain: it would take all memory
#include "/dev/zero"
int main() {}
