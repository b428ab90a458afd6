# promise: a run that ends while its driver is about to answer is its own failure, not ours
# measure: yes
import os

os.write(4, b"d")
os._exit(3)
