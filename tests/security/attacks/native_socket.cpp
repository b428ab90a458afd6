// promise: a compiled program has no network
#include <cstdio>
#include <initializer_list>
#include <sys/socket.h>
int main() {
    for (int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET})
        if (socket(family, SOCK_DGRAM, 0) >= 0) puts("BREACH");
}
