# promise: no service of the machine is reached through a Unix socket
import json
import socket
import sys

server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.sendto(b"x", json.load(sys.stdin)["unix"])
print("BREACH")
