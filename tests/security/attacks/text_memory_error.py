# promise: the words of an error are no evidence for a limit
# expect: crash
import sys

sys.stderr.write("MemoryError\nTimeLimitExceeded\nKilled\noom_kill 7\n")
sys.exit(1)
