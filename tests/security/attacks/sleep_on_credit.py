# promise: waiting for a core in many threads at once earns no time to sleep
# limits: cpu_s=2 idle_s=0.3
import hashlib
import threading
import time

data = bytes(100_000)


def burn():
    while time.process_time() < 1:
        hashlib.sha256(data)


threads = [threading.Thread(target=burn) for _ in range(40)]
for thread in threads:
    thread.start()
for thread in threads:
    while thread.is_alive():
        thread.join()
threads = [threading.Thread(target=time.sleep, args=(8,)) for _ in range(2)]
time.sleep(8)
print("BREACH")
