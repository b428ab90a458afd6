"""The languages that coderl knows, a paragraph each."""

from __future__ import annotations

import difflib
from pathlib import Path

from coderl.errors import UsageError
from coderl.languages.model import Language

PYTHON = Language(
    name="python",
    title="Python 3",
    suffixes=(".py",),
    kind="python",
    file="main.py",
)

CPP = Language(
    name="cpp",
    title="C++20 (g++)",
    suffixes=(".cpp", ".cc", ".cxx", ".c++", ".C"),
    kind="native",
    file="main.cpp",
    build=("g++", "-x", "c++", "-O2", "-std=c++20", "-pipe", "-o", "main", "main.cpp"),
    static=("-static",),
    package="g++",
)

LANGUAGES = {language.name: language for language in (PYTHON, CPP)}
_ALIASES = {
    "python3": "python",
    "py": "python",
    "c++": "cpp",
    "cpp20": "cpp",
    "c++20": "cpp",
    "g++": "cpp",
}


def language(name: str) -> Language:
    """The language of a name, as Kattis spells it too. Raises UsageError for one that coderl does
    not know.
    """
    known = _ALIASES.get(name.lower(), name.lower())
    if known in LANGUAGES:
        return LANGUAGES[known]
    near = difflib.get_close_matches(known, LANGUAGES, n=1)
    mend = f"did you mean {near[0]}?" if near else f"known: {', '.join(LANGUAGES)}"
    raise UsageError(f"unknown language {name!r}: {mend}")


def language_of(path: Path) -> Language:
    """The language of a file, by its suffix. Raises UsageError where none claims it."""
    for known in LANGUAGES.values():
        if path.suffix in known.suffixes:
            return known
    suffixes = ", ".join(s for known in LANGUAGES.values() for s in known.suffixes)
    raise UsageError(
        f"{path}: no language has the suffix {path.suffix!r} (known: {suffixes}): say --language"
    )
