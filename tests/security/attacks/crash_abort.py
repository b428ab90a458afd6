# promise: an abort is the run's own, and leaves no core
# expect: crash
import os

os.abort()
