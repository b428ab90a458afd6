"""How fast a run starts, against the same server without walls, a plain subprocess, and bubblewrap.

`python -m benchmarks.sandbox` measures all of them in one run, interleaved round by round, so that
a drift of the machine hits all alike.
"""
