// promise: an assembler puts no file of the machine into a program
// kind: tool
#include <cstdio>
__asm__(".data\n.globl stolen\nstolen: .incbin \"/etc/passwd\"\n.byte 0\n.text");
extern "C" char stolen[];
int main() { printf("BREACH %s", stolen); }
