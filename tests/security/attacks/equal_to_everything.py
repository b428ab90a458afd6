# promise: an object that equals everything is no answer
# kind: call f
# plain: it wins where judge and run share a process, as benchmarks have shown


class Everything:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __repr__(self):
        return "BREACH"


def f():
    return Everything()
