"""A small, complete problem package to start from."""

from __future__ import annotations

import json
import keyword
import os
import re
import uuid
from pathlib import Path

from coderl.errors import UsageError

_NUMBERS = ([3, 1, 2], [5], [-4, -1, -9, -1], list(range(200, 0, -1)))

_STDIN = """import sys

data = list(map(int, sys.stdin.read().split()))
numbers = data[1 : 1 + data[0]]
{body}
"""


def scaffold(folder: Path, entry: str) -> list[Path]:
    """Write a package whose problem is the largest of some numbers; the paths of its files.

    Raises UsageError where the folder holds something, or the entry is no name.
    """
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder}: exists and is not empty: name a new folder")
    if entry and (not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", entry) or keyword.iskeyword(entry)):
        raise UsageError(f"--entry {entry}: is not the name of a function")
    files = {
        "problem.yaml": _metadata(folder.name, entry),
        "statement/problem.en.md": _statement(entry),
        "submissions/submissions.yaml": "accepted/optimal.py: {growth: O(n)}\n"
        "accepted/quadratic.py: {growth: O(n^2)}\n",
        "submissions/accepted/optimal.py": _program(
            entry,
            "largest = numbers[0]\nfor x in numbers:\n    if x > largest:\n        largest = x",
            "largest",
        ),
        "submissions/accepted/quadratic.py": _program(
            entry,
            "largest = None\nfor x in numbers:\n    beaten = 0\n    for y in numbers:\n        if "
            "y > x:\n            beaten += 1\n    if not beaten:\n        largest = x",
            "largest",
        ),
        "submissions/wrong_answer/zero_start.py": _program(
            entry,
            "largest = 0\nfor x in numbers:\n    if x > largest:\n        largest = x",
            "largest",
        ),
        "generators/random_order.py": _generator(entry),
    }
    for index, numbers in enumerate(_NUMBERS):
        case = f"data/sample/{index + 1}" if index == 0 else f"data/secret/{index:02}"
        files[f"{case}.in"] = (
            json.dumps([numbers]) + "\n"
            if entry
            else f"{len(numbers)}\n{' '.join(map(str, numbers))}\n"
        )
        files[f"{case}.ans"] = f"{max(numbers)}\n"
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    return [folder / name for name in files]


def _metadata(name: str, entry: str) -> str:
    title = name.replace("_", " ").replace("-", " ").capitalize() or "Largest"
    call = f"entry: {entry}\n" if entry else ""
    return (
        f"problem_format_version: 2023-07-draft\nname: {json.dumps(title)}\nuuid: {uuid.uuid4()}\n"
        f"limits: {{time_limit: 2.0, memory: 256}}\n{call}growth: O(n)\n"
    )


def _statement(entry: str) -> str:
    if entry:
        return (
            f"Write `def {entry}(numbers: list[int]) -> int`: the largest of at least one number.\n"
        )
    return (
        "Given n and then n integers, print the largest.\n\n"
        "## Input\n\nn (n >= 1), then n integers.\n\n## Output\n\nThe largest.\n"
    )


def _program(entry: str, body: str, result: str) -> str:
    if entry:
        indented = "\n".join(f"    {line}" for line in body.split("\n"))
        return f"def {entry}(numbers):\n{indented}\n    return {result}\n"
    return _STDIN.format(body=f"{body}\nprint({result})")


def _generator(entry: str) -> str:
    made = "(numbers,)" if entry else "f\"{n}\\n{' '.join(map(str, numbers))}\\n\""
    return (
        '"""Numbers in random order: each program has to look at all of them."""\n\n'
        "import random\n\nMIN_N = 1\nMAX_N = 2**20\n\n\n"
        "def generate(n, seed):\n    rng = random.Random(seed)\n    numbers = "
        f"[rng.randrange(10**6) for _ in range(n)]\n    return {made}\n"
    )
