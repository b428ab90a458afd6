"""What a submission must get, where its folder or its source says so."""

from __future__ import annotations

import re
from pathlib import Path

from coderl.problems.folder import entries, read_bytes

VERDICTS = ("AC", "WA", "TLE", "MLE", "OLE", "RE", "CE")
_FAILS = ("WA", "TLE", "MLE", "OLE", "RE")
FOLDERS: dict[str, tuple[str, ...]] = {
    "accepted": ("AC",),
    "partially_accepted": ("AC", *_FAILS),
    "wrong_answer": ("WA",),
    "time_limit_exceeded": ("TLE",),
    "run_time_error": ("RE",),
    "rejected": _FAILS,
    "brute_force": ("TLE", "MLE", "RE"),
    "memory_limit_exceeded": ("MLE",),
    "output_limit_exceeded": ("OLE",),
    "compile_error": ("CE",),
}
"""Folder -> the verdicts that its submissions may get as a whole. The last three are coderl's own.
Of a partially accepted one only the score is told, which is not judged.
"""

OTHER_FOLDERS: dict[str, tuple[str, ...]] = {
    "slow_accepted": ("AC",),
    "incorrect_output": ("WA",),
    "wrong": ("WA",),
    "time_limit": ("TLE",),
    "too_slow": ("TLE",),
    "runtime_error": ("RE",),
    "runtime_exception": ("RE",),
    "crash": ("RE",),
    "memory_limit": ("MLE",),
    "output_limit": ("OLE",),
    "compiler_error": ("CE",),
}
"""Names that no version of the format has, and that packages use."""

_TAG = re.compile(rb"@EXPECTED_RESULTS@:[ \t]*([^\r\n]*)")
_TAG_BYTES = 1 << 20
_OF_TAG = {
    "CORRECT": "AC",
    "ACCEPTED": "AC",
    "WRONG_ANSWER": "WA",
    "NO_OUTPUT": "WA",
    "TIMELIMIT": "TLE",
    "TIME_LIMIT_EXCEEDED": "TLE",
    "RUN_ERROR": "RE",
    "RUN_TIME_ERROR": "RE",
    "RUNTIME_ERROR": "RE",
    "MEMORY_LIMIT": "MLE",
    "MEMORY_LIMIT_EXCEEDED": "MLE",
    "OUTPUT_LIMIT": "OLE",
    "OUTPUT_LIMIT_EXCEEDED": "OLE",
    "COMPILER_ERROR": "CE",
    "COMPILE_ERROR": "CE",
}


def tagged(program: Path) -> set[str] | None:
    """The verdicts of DOMjudge's tag `@EXPECTED_RESULTS@: A, B` in a source, or in one of a folder.

    None where there is no tag, and where it names what is no verdict (`CHECK-MANUALLY`).
    """
    for path in entries(program) if program.is_dir() else [program]:
        found = _TAG.search(read_bytes(path)[:_TAG_BYTES]) if path.is_file() else None
        if found is not None:
            words = re.findall(r"[A-Z_-]+", found[1].decode("latin-1").upper())
            names = {_OF_TAG.get(word.replace("-", "_"), "") for word in words}
            return names if names and "" not in names else None
    return None
