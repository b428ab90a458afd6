# promise: a thread that will not end does not keep a run alive
# limits: idle_s=0.3
import threading
import time

threading.Thread(target=time.sleep, args=(1.5,)).start()


class Late:
    def __del__(self):
        print("BREACH")


late = Late()
import atexit  # noqa: E402

atexit.register(print, "BREACH")
