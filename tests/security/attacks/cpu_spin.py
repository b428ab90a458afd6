# promise: CPU time is bounded
# limits: cpu_s=0.3
import time

while time.process_time() < 1.2:
    pass
print("BREACH")
