"""First run: keep the word for the second. Second run: the number must be that of the answer."""

import pathlib
import sys

ACCEPT, REJECT = 42, 43


def reject(why):
    pathlib.Path(sys.argv[3], "judgemessage.txt").write_text(why + "\n")
    sys.exit(REJECT)


feedback = pathlib.Path(sys.argv[3])
word = sys.stdin.read(1000).strip()
memory = feedback / "written.txt"
if not memory.exists():
    if not 1 <= len(word) <= 20 or set(word) - {"a", "b"}:
        reject(f"not a word of at most 20 letters: {word[:40]!r}")
    memory.write_text(word)
    (feedback / "nextpass.in").write_text(f"read {word}\n")
    sys.exit(ACCEPT)
if word != pathlib.Path(sys.argv[2]).read_text().strip():
    reject(f"read {word[:40]!r} from {memory.read_text()!r}")
sys.exit(ACCEPT)
