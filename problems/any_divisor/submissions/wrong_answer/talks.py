print("a divisor is", input())
