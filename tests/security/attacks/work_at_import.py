# promise: work before the call is charged too
# kind: call f
# measure: yes
import time

start = time.process_time()
while time.process_time() - start < 0.3:
    pass


def f():
    return "ANSWER"
