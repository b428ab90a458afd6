# promise: a limit too small to live in ends the run, not its driver
# limits: memory_bytes=1000000
# expect: stopped
# plain: the limit is ours
block = b"x" * 5_000_000
