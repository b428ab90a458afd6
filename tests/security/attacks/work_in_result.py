# promise: a result that computes itself while it is written down is charged
# kind: call f
# measure: yes
import json
import time


class Lazy(list):
    def __iter__(self):
        start = time.process_time()
        while time.process_time() - start < 0.3:
            pass
        return iter(["ANSWER"])


original = json.dumps
json.dumps = lambda value, **how: original(list(value[0])[0], **how)


def f():
    return Lazy()
