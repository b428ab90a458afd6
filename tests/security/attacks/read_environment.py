# promise: the caller's environment is not to be seen
import contextlib
import os

places = [f"/proc/{who}/environ" for who in ("self", os.getppid(), "1")]
texts = [repr(os.environ)]
for place in places:
    with contextlib.suppress(OSError), open(place, "rb") as file:
        texts.append(file.read().decode(errors="replace"))
if any("SWORD" + "FISH" in text for text in texts):
    print("BREACH")
