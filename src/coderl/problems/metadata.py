"""problem.yaml, of the legacy format and of 2023-07-draft and 2025-09: its keys, and what coderl
makes of them.

A key of the format that coderl has no use for is known and ignored; one that would change a verdict
is refused.
"""

from __future__ import annotations

import difflib
import keyword
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, cast

from coderl.errors import ConfigError, ProblemError
from coderl.problems.folder import entries, keys_of, read_keys, read_text
from coderl.problems.model import GROWTHS, Comparison, Interface
from coderl.problems.validation import validation_of
from coderl.records import from_mapping, record
from coderl.sandbox.model import Limits
from coderl.units import GIB, MIB

FORMATS = ("legacy", "legacy-icpc", "2023-07-draft", "2023-07", "2025-09-draft", "2025-09", "draft")
_TYPES = ("pass-fail", "scoring", "multi-pass", "interactive", "submit-answer")
_COMPARISONS = ("tokens", "exact", "unordered")
_MOST_SECONDS = 86400.0
_MOST_BYTES = 1024 * GIB


@record
class ProblemKeys:
    """The top-level keys that problem.yaml may have; the last three are coderl's own."""

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


@record
class LimitKeys:
    """The keys of `limits`, in MiB and seconds. coderl uses time_limit, memory and output."""

    time_limit: Any = None
    time_resolution: Any = None
    time_multipliers: Any = None
    time_multiplier: Any = None
    time_safety_margin: Any = None
    memory: Any = None
    output: Any = None
    code: Any = None
    compilation_time: Any = None
    compilation_memory: Any = None
    validation_time: Any = None
    validation_memory: Any = None
    validation_output: Any = None
    validation_passes: Any = None


@record
class Metadata:
    """What problem.yaml says, in our words. `comparison` lacks the flags of the test groups."""

    name: str
    interface: Interface
    limits: Limits
    comparison: Comparison
    growth: str | None


def read_metadata(folder: Path) -> Metadata:
    """Read problem.yaml and the time limit beside it. Raises ConfigError, ProblemError."""
    path = folder / "problem.yaml"
    if not path.exists():
        raise ProblemError(f"{path}: is missing, so {folder} is not a problem package")
    keys = from_mapping(ProblemKeys, read_keys(path), where=str(path))
    _one_of(keys.problem_format_version, FORMATS, f"{path}: problem_format_version")
    _refuse_what_we_cannot_judge(keys, folder, path)
    kind = _one_of(keys.comparison or "tokens", _COMPARISONS, f"{path}: comparison")
    return Metadata(
        name=_name(keys.name, path) or folder.resolve().name,
        interface=_interface(keys.entry, path),
        limits=_limits(keys.limits, folder, path),
        comparison=validation_of(
            folder,
            validation=keys.validation,
            flags=keys.validator_flags,
            kind=cast("Literal['tokens', 'exact', 'unordered']", kind),
            kind_is_given=keys.comparison is not None,
            legacy=str(keys.problem_format_version).startswith("legacy"),
        ),
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


def _refuse_what_we_cannot_judge(keys: ProblemKeys, folder: Path, path: Path) -> None:
    types = keys.type.split() if isinstance(keys.type, str) else keys.type
    if not isinstance(types, list) or not types:
        raise ConfigError(f"{path}: type: write pass-fail")
    for name in cast("list[object]", types):
        if _one_of(name, _TYPES, f"{path}: type") != "pass-fail":
            raise ProblemError(f"{path}: type: {name} is not supported yet, only pass-fail is")
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


def _limits(data: object, folder: Path, path: Path) -> Limits:
    where = f"{path}: limits"
    mapping = keys_of(data, where=where)
    try:
        keys = from_mapping(LimitKeys, mapping, where=str(path))
    except ConfigError as error:
        raise ConfigError(str(error).replace(f"{path}: ", f"{path}: limits.", 1)) from None
    for name, value in mapping.items():
        if name != "time_multipliers":
            _positive(value, f"{where}.{name}", math.inf)
    default = Limits()
    return Limits(
        cpu_s=_time_limit(keys.time_limit, folder, f"{where}.time_limit") or default.cpu_s,
        memory_bytes=_size(keys.memory, f"{where}.memory") or default.memory_bytes,
        output_bytes=_size(keys.output, f"{where}.output") or default.output_bytes,
    )


def _time_limit(value: object, folder: Path, where: str) -> float | None:
    """problem.yaml first, then DOMjudge's file, then Kattis'."""
    if value is not None:
        return _positive(value, where, _MOST_SECONDS)
    path = folder / "domjudge-problem.ini"
    if path.exists():
        for line in read_text(path).splitlines():
            name, _, text = line.partition("=")
            if name.strip() == "timelimit":
                return _positive_text(text.strip().strip("\"'"), f"{path}: timelimit")
    path = folder / ".timelimit"
    return _positive_text(read_text(path).strip(), str(path)) if path.exists() else None


def _positive_text(text: str, where: str) -> float:
    try:
        return _positive(float(text), where, _MOST_SECONDS)
    except ValueError:
        raise ConfigError(
            f"{where}: {ascii(text)[:40]} is not a number of seconds, write for example 2"
        ) from None


def _size(value: object, where: str) -> int | None:
    return None if value is None else round(_positive(value, where, _MOST_BYTES / MIB) * MIB)


def _positive(value: object, where: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ConfigError(
            f"{where}: expected a bare number of MiB or of seconds, found {ascii(value)[:40]}"
        )
    if not 0 < value < math.inf or value > most:
        bound = "" if most == math.inf else f" and at most {most:g}"
        raise ConfigError(f"{where}: {str(value)[:40]} is no limit, write a number above 0{bound}")
    return float(value)
