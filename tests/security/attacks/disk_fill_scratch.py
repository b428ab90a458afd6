# promise: the scratch folder is bounded
# scratch: yes
# limits: memory_bytes=1000000000 cpu_s=5
written = 0
try:
    for number in range(110):
        with open(f"fill-{number}", "wb", buffering=0) as file:
            for _ in range(3):
                written += file.write(b"x" * 1_000_000)
except OSError:
    pass
if written > 300_000_000:
    print("BREACH", written)
