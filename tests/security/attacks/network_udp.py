# promise: there is no network, by UDP
import json
import socket
import sys

address = ("127.0.0.1", json.load(sys.stdin)["udp"])
if socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", address):
    print("BREACH")
