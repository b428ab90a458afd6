# promise: CPU time is bounded over all threads
# limits: cpu_s=0.3
import hashlib
import threading
import time

data = bytes(1_000_000)


def burn():
    while time.process_time() < 1.2:
        hashlib.sha256(data)


threads = [threading.Thread(target=burn) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("BREACH")
