# promise: an object that equals everything is no answer
# kind: call f


class Everything:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __repr__(self):
        return "BREACH"


def f():
    return Everything()
