# promise: no descriptor of the judge is left to write to
import os

for descriptor in range(3, 65):
    for word in (b"BREACH", b"d", b"f", b"x" * 8):
        try:
            os.pwrite(descriptor, word, 0)
        except OSError:
            try:
                os.write(descriptor, word)
            except OSError:
                break
