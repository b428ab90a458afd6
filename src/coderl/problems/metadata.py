"""problem.yaml, of the legacy format and of 2023-07-draft and 2025-09: its keys, and what coderl
makes of them.

A key of the format that coderl has no use for is known and ignored; one that would change a verdict
is refused.
"""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from coderl.errors import ConfigError, ProblemError
from coderl.problems.folder import entries, keys_of, read_keys
from coderl.problems.limits import read_limits
from coderl.problems.model import GROWTHS, Comparison, Interface, TimeRule
from coderl.problems.validation import Validation, comparison_of, words_of
from coderl.records import from_mapping, record
from coderl.sandbox.model import Limits

FORMATS = ("legacy", "legacy-icpc", "2023-07-draft", "2023-07", "2025-09-draft", "2025-09", "draft")
_TYPES = ("pass-fail", "scoring", "multi-pass", "interactive", "submit-answer")


@record
class ProblemKeys:
    """The top-level keys that problem.yaml may have; the last four are coderl's own."""

    problem_format_version: Any = "legacy"
    type: Any = "pass-fail"
    name: Any = None
    uuid: Any = None
    version: Any = None
    author: Any = None
    credits: Any = None
    source: Any = None
    source_url: Any = None
    license: Any = None
    rights_owner: Any = None
    embargo_until: Any = None
    limits: Any = None
    validation: Any = None
    validator_flags: Any = None
    grading: Any = None
    scoring: Any = None
    keywords: Any = None
    languages: Any = None
    libraries: Any = None
    allow_file_writing: Any = None
    constants: Any = None
    entry: Any = None
    growth: Any = None
    comparison: Any = None
    checker: Any = None


@record
class Metadata:
    """What problem.yaml says, in our words. `comparison` lacks the flags of the test groups."""

    name: str
    interface: Interface
    limits: Limits
    validation: Limits
    time_rule: TimeRule | None
    comparison: Comparison
    interactive: bool
    passes: int
    scoring: bool
    growth: str | None


def read_metadata(folder: Path) -> Metadata:
    """Read problem.yaml and the time limit beside it. Raises ConfigError, ProblemError."""
    path = folder / "problem.yaml"
    if not path.exists():
        raise ProblemError(f"{path}: is missing, so {folder} is not a problem package")
    keys = from_mapping(ProblemKeys, read_keys(path), where=str(path))
    version = _one_of(keys.problem_format_version, FORMATS, f"{path}: problem_format_version")
    legacy = version.startswith("legacy")
    types = _types(keys.type, path)
    _refuse_what_we_cannot_judge(keys, folder, path)
    limits = read_limits(keys.limits, folder, legacy=legacy)
    validation = Validation(
        words=words_of(keys.validation, f"{path}: validation"),
        flags=keys.validator_flags,
        checker=keys.checker,
        comparison=keys.comparison,
        legacy=legacy,
    )
    comparison = comparison_of(folder, validation)
    interactive = "interactive" in types or "interactive" in validation.words
    multi_pass = "multi-pass" in types
    interface = _interface(keys.entry, path)
    if interactive or multi_pass:
        _refuse_what_cannot_talk(comparison, interface, path, interactive=interactive)
    return Metadata(
        name=_name(keys.name, path) or folder.resolve().name,
        interface=interface,
        limits=limits.limits,
        validation=limits.validation,
        time_rule=limits.time_rule,
        comparison=comparison,
        interactive=interactive,
        passes=limits.passes if multi_pass else 1,
        scoring="scoring" in types or "score" in validation.words,
        growth=None if keys.growth is None else growth_of(keys.growth, f"{path}: growth"),
    )


def growth_of(value: object, where: str) -> str:
    """Take a value as one of the eleven growths. Raises ConfigError."""
    return _one_of(value, GROWTHS, where)


def _one_of(value: object, known: Iterable[str], where: str) -> str:
    if isinstance(value, str) and value in known:
        return value
    near = difflib.get_close_matches(str(value), known, n=1) if isinstance(value, str) else []
    found = ascii(value)[:60] if isinstance(value, (str, int, float)) else type(value).__name__
    mend = f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(known)}"
    raise ConfigError(f"{where}: {found} is unknown, {mend}")


def _types(value: object, path: Path) -> set[str]:
    names = value.split() if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        raise ConfigError(f"{path}: type: write pass-fail")
    types = {_one_of(name, _TYPES, f"{path}: type") for name in cast("list[object]", names)}
    if "submit-answer" in types:
        raise ProblemError(
            f"{path}: type: submit-answer is not supported, only programs are judged"
        )
    if {"pass-fail", "scoring"} <= types:
        raise ConfigError(f"{path}: type: pass-fail and scoring exclude each other, keep one")
    return types


def _refuse_what_cannot_talk(
    comparison: Comparison, interface: Interface, path: Path, *, interactive: bool
) -> None:
    kind = "interactive" if interactive else "multi-pass"
    if comparison.kind != "custom":
        raise ProblemError(
            f"{path}: type: {kind} needs a validator of its own, put it into output_validator/ "
            "(legacy: output_validators/)"
        )
    if comparison.protocol == "testlib":
        raise ProblemError(
            f"{path}: checker: a testlib checker cannot judge what is {kind}, write a validator "
            "that exits with 42 or 43"
        )
    if interface.style == "call":
        raise ProblemError(f"{path}: entry: a function cannot be {kind}, remove this key")


def _refuse_what_we_cannot_judge(keys: ProblemKeys, folder: Path, path: Path) -> None:
    if keys.constants:
        raise ProblemError(
            f"{path}: constants: not supported yet, write the values out where they are used"
        )
    for name in ("include", "static_validator"):
        if (folder / name).is_dir() and entries(folder / name):
            raise ProblemError(
                f"{folder / name}: not supported yet, remove it if the verdicts do not depend on it"
            )


def _name(value: object, path: Path) -> str:
    if isinstance(value, dict):
        names = keys_of(cast("object", value), where=f"{path}: name")
        value = names.get("en", names[min(names)] if names else "")
    if value is not None and not isinstance(value, str):
        raise ConfigError(
            f"{path}: name: expected text or a mapping of languages to text, write it in quotes"
        )
    return " ".join(value.split()) if value else ""


def _interface(entry: object, path: Path) -> Interface:
    if entry is None:
        return Interface()
    if not isinstance(entry, str) or not entry.isidentifier() or keyword.iskeyword(entry):
        raise ConfigError(
            f"{path}: entry: write the bare name of a Python function, for example two_sum"
        )
    return Interface(style="call", entry=entry)
