# promise: a run that will not be stopped for its clock does not stop its driver
# measure: yes
# limits: cpu_s=1 idle_s=0.5
import os
import signal
import threading


def go_on():
    while True:
        os.kill(os.getpid(), signal.SIGCONT)


for _ in range(3):
    threading.Thread(target=go_on, daemon=True).start()
os.write(1, b"an answer\n")
os.write(4, b"d")
os.read(5, 1)
threading.Event().wait(30)
