# promise: the number of a process does not tell one run of another
# runs: 3
# baseline: none
# plain: the numbers of a whole machine are too busy for a channel, and any two programs share them
import os
import sys
import threading

# an earlier run starts threads, each takes a number; ours shows how many there were
number, asked = os.getpid(), int(sys.stdin.read() or 0)
os.write(2, b"%d\n" % number)
for _ in range(50 * asked):
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
