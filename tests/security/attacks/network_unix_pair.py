# promise: no service of the machine is reached from a socket pair
import json
import socket
import sys

left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
left.sendto(b"x", json.load(sys.stdin)["unix"])
print("BREACH")
