# promise: there is no io_uring
import ctypes

if ctypes.CDLL(None).syscall(425, 1, ctypes.create_string_buffer(256)) >= 0:
    print("BREACH")
