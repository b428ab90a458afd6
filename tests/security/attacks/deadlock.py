# promise: a run that waits for itself is ended
# limits: idle_s=0.3
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire(timeout=1.5)
print("BREACH")
