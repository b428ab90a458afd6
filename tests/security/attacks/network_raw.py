# promise: there are no raw packets
import socket

for family, kind, protocol in ((2, 3, 1), (17, 3, 3), (2, 2, 1)):
    try:
        socket.socket(family, kind, protocol)
        print("BREACH", family)
    except OSError:
        pass
