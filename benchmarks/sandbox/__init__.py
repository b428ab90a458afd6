"""How fast submissions are run and graded, beside every other way to do it that is installed.

`python -m benchmarks.sandbox` measures all of them in one run, interleaved round by round, so that
a drift of the machine hits all alike. It also weighs the project's own goals.
"""
