# promise: a run that does nothing is ended
# limits: idle_s=0.3
import time

time.sleep(1.5)
print("BREACH")
