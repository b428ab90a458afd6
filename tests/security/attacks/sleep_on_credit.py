# promise: waiting for a core in many threads at once earns no time to sleep
# limits: cpu_s=2 idle_s=0.3
import hashlib
import os
import threading
import time

data = bytes(100_000)


def burn():
    while time.process_time() < 1:
        hashlib.sha256(data)
    time.sleep(8)


threads = [threading.Thread(target=burn) for _ in range(40)]
for thread in threads:
    thread.start()
time.sleep(4)
print("BREACH", flush=True)
os._exit(0)
