# promise: threads are bounded
import threading

gate = threading.Event()
threads = []
try:
    for _ in range(600):
        thread = threading.Thread(target=gate.wait, daemon=True)
        thread.start()
        threads.append(thread)
except RuntimeError:
    pass
gate.set()
if len(threads) == 600:
    print("BREACH")
