# promise: a limit too small to live in ends the run, not its driver
# limits: memory_bytes=1
# expect: stopped
# plain: the limit is ours
print("BREACH")
