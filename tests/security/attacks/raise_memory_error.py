# promise: a MemoryError that was raised is no evidence for the memory limit
# expect: crash
raise MemoryError
