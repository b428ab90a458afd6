# promise: the scratch folder holds a bounded number of files
# scratch: yes
import os

made = 0
try:
    for number in range(4500):
        os.close(os.open(f"inode-{number}", os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError:
    pass
if made == 4500:
    print("BREACH")
