# promise: no service of the machine is reached through an abstract socket
import json
import socket
import sys

name = "\0" + json.load(sys.stdin)["abstract"]
left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
left.sendto(b"x", name)
print("BREACH")
