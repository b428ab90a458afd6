# promise: the machine's first process is not to be seen
print("BREACH", open("/proc/1/cmdline", "rb").read())
