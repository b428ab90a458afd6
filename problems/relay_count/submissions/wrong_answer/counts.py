task, word = input().split()
print("a" * (int(word) % 20 + 1) if task == "write" else len(word) - 1)
