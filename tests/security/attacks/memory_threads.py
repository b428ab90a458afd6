# promise: memory counts, whichever thread takes it
import threading

blocks = []


def take():
    blocks.append(b"x" * 60_000_000)


threads = [threading.Thread(target=take) for _ in range(10)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if len(blocks) == 10:
    print("BREACH")
