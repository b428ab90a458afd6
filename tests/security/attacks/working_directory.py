# promise: the caller's working directory is not to be seen
import os

if os.getcwd() not in ("/", "/scratch"):
    print("BREACH", os.getcwd())
