# promise: no object of the caller is in a run's memory
import gc
import sys

needle = "SWORD" + "FISH-"
gc.unfreeze()
seen, todo = set(), [gc.get_objects(), sys.modules]
frame = sys._getframe()
while frame is not None:
    todo += [dict(frame.f_locals), frame.f_globals]
    frame = frame.f_back
while todo and len(seen) < 400_000:
    thing = todo.pop()
    if id(thing) in seen:
        continue
    seen.add(id(thing))
    if isinstance(thing, (str, bytes)):
        text = thing if isinstance(thing, str) else thing.decode(errors="replace")
        if needle in text and len(text) > len(needle):
            print("BREACH")
            break
    elif isinstance(thing, dict):
        todo += list(thing) + list(thing.values())
    elif isinstance(thing, (list, tuple, set, frozenset)):
        todo += list(thing)
    elif not isinstance(thing, (int, float, type)):
        todo += gc.get_referents(thing)
