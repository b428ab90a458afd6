# promise: a module that one run leaves, the next does not import
# scratch: yes
# runs: 2
try:
    import left_behind

    left_behind.breach()
except ImportError:
    with open("left_behind.py", "w") as file:
        file.write("def breach():\n    print('BREACH')\n")
