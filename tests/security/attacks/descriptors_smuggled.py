# promise: no descriptor is passed on
import array
import socket

left, right = socket.socketpair()
socket.socket.sendmsg(left, [b"x"], [(1, 1, array.array("i", [0, 1, 2]))])
print("BREACH")
