"""Accept any order that keeps all rules, or IMPOSSIBLE where the answer file says so.

Called as `validate.py input_file answer_file feedback_dir` with the team's output on standard
input. Exit code 42 accepts, 43 rejects; the reason goes to judgemessage.txt in the feedback folder.
"""

import sys
from pathlib import Path
from typing import NoReturn

ACCEPT, REJECT = 42, 43


def end(code: int, message: str) -> NoReturn:
    (Path(sys.argv[3]) / "judgemessage.txt").write_text(message + "\n", encoding="utf-8")
    sys.exit(code)


def main() -> None:
    numbers = list(map(int, Path(sys.argv[1]).read_bytes().split()))
    n = numbers[0]
    possible = Path(sys.argv[2]).read_bytes().split() != [b"IMPOSSIBLE"]
    tokens = sys.stdin.buffer.read().split()
    if tokens == [b"IMPOSSIBLE"]:
        end(
            REJECT if possible else ACCEPT,
            "IMPOSSIBLE, and an order exists" if possible else "right: impossible",
        )
    if not possible:
        end(REJECT, "an order was printed, and none exists")
    if len(tokens) != n:
        end(REJECT, f"{len(tokens)} tasks were printed instead of {n}")
    place: dict[int, int] = {}
    for at, token in enumerate(tokens):
        if len(token) > 9 or not token.isdigit() or not 1 <= int(token) <= n:
            end(REJECT, f"token {at + 1} is not a task from 1 to {n}")
        if int(token) in place:
            end(REJECT, f"task {int(token)} was printed twice")
        place[int(token)] = at
    for before, after in zip(numbers[2::2], numbers[3::2], strict=True):
        if place[before] > place[after]:
            end(REJECT, f"task {after} comes before task {before}")
    end(ACCEPT, "right: all rules are kept")


main()
