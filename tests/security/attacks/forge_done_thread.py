# promise: work in another thread after the end is not free
# measure: yes
import os
import threading
import time


def work():
    start = time.thread_time()
    while time.thread_time() - start < 0.3:
        pass
    os.pwrite(1, b"ANSWER\n", 0)


os.ftruncate(1, 7)
thread = threading.Thread(target=work)
thread.start()
os.write(4, b"d")
thread.join()
