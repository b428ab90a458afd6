// promise: a compiler shows no file of the machine
// kind: tool
#include "/etc/passwd"
int main() {}
