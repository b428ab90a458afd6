print(500, flush=True)
if input() != "found":
    print(501, flush=True)
