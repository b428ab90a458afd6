# promise: a run aims no signal of a descriptor at somebody
import fcntl
import os
import socket

left, right = socket.socketpair()
fcntl.fcntl(left, fcntl.F_SETOWN, os.getppid())
print("BREACH")
