# promise: there is no network, by TCP
import json
import socket
import sys

with socket.create_connection(("127.0.0.1", json.load(sys.stdin)["tcp"]), 2):
    print("BREACH")
