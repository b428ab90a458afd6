# promise: an overflow of the stack is the run's own
# expect: stopped
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name)


Deep().x  # noqa: B018
