# promise: the machine's files are not to be read
print("BREACH", open("/etc/passwd").readline())
