"""How a package says that outputs are compared: `validation`, the flags of the default validator, a
custom validator.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from pathlib import Path
from typing import Any, Literal, cast

from coderl.errors import ConfigError, ProblemError
from coderl.problems.folder import entries
from coderl.problems.model import Comparison
from coderl.records import record

_NO_WORDS: tuple[str, ...] = ()
_KINDS = ("tokens", "exact", "unordered")
_SWITCHES = ("case_sensitive", "space_change_sensitive")
_TOLERANCES = {
    "float_tolerance": ("float_absolute", "float_relative"),
    "float_absolute_tolerance": ("float_absolute",),
    "float_relative_tolerance": ("float_relative",),
}


@record
class Validation:
    """What problem.yaml says of comparing: the words of `validation`, and the values of
    `validator_flags`, `checker` and `comparison`.
    """

    words: tuple[str, ...]
    flags: Any
    checker: Any
    comparison: Any
    legacy: bool


def words_of(value: object, where: str) -> tuple[str, ...]:
    """The words of `validation`. Raises ConfigError for one that the format does not have."""
    words = _words(value, where) if value is not None else _NO_WORDS
    if words and words[0] not in ("default", "custom"):
        raise ConfigError(f"{where}: {' '.join(words)!r} is unknown, write default or custom")
    for word in words[1:]:
        if words[0] == "default" or word not in ("interactive", "score"):
            raise ConfigError(f"{where}: {word!r} is unknown, write {words[0]}")
    return words


def comparison_of(folder: Path, said: Validation) -> Comparison:
    """Decide between the default and a custom validator.

    In the legacy format the key `validation` decides, later the presence of output_validator/. A
    contradiction is a ProblemError: a validator that nobody runs would be a verdict that nobody
    meant.
    """
    path = folder / "problem.yaml"
    program = _validator(folder)
    by_key = bool(said.words) or said.legacy
    custom = said.words[:1] == ("custom",) if by_key else program is not None
    if custom and program is None:
        raise ProblemError(
            f"{path}: validation: custom needs a program in output_validators/, which holds none"
        )
    if not custom and program is not None:
        raise ProblemError(
            f"{program}: is never run, write 'validation: custom' into problem.yaml or remove it"
        )
    if custom and said.comparison is not None:
        raise ConfigError(f"{path}: comparison: the custom validator compares, remove this key")
    if not custom and said.checker is not None:
        raise ConfigError(f"{path}: checker: is for a custom validator, and there is none")
    base = (
        Comparison(kind="custom", validator=program, protocol=_protocol(said.checker, path))
        if custom
        else Comparison(kind=_kind(said.comparison, path))
    )
    where = f"{path}: validator_flags"
    return with_flags(base, words_of_flags(said.flags, where), where)


def _protocol(value: object, path: Path) -> Literal["kattis", "testlib"]:
    if value is None or value == "kattis":
        return "kattis"
    if value == "testlib":
        return "testlib"
    raise ConfigError(f"{path}: checker: {ascii(value)[:40]} is unknown, write kattis or testlib")


def _kind(value: object, path: Path) -> Literal["tokens", "exact", "unordered"]:
    if value is None or value == "tokens":
        return "tokens"
    if value == "exact":
        return "exact"
    if value == "unordered":
        return "unordered"
    near = difflib.get_close_matches(str(value), _KINDS, n=1)
    mend = f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(_KINDS)}"
    raise ConfigError(f"{path}: comparison: {ascii(value)[:60]} is unknown, {mend}")


def words_of_flags(value: object, where: str) -> tuple[str, ...]:
    """Take flags as text, as a sequence of texts, or as the legacy map with `flags`."""
    if isinstance(value, dict):
        value = cast("dict[object, object]", value).get("flags")
    return () if value is None else _words(value, where)


def _words(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    if not isinstance(value, list):
        raise ConfigError(
            f"{where}: expected text or a sequence of texts, found {type(value).__name__}"
        )
    words: list[str] = []
    for word in cast("list[object]", value):
        # `[float_tolerance, 1e-6]`: YAML sees a number where the format sees a text.
        if isinstance(word, bool) or not isinstance(word, (str, int, float)):
            raise ConfigError(f"{where}: each flag is a text, write them in quotes")
        words.append(str(word))
    return tuple(words)


def with_flags(base: Comparison, flags: tuple[str, ...], where: str) -> Comparison:
    """Add flags to a comparison: arguments for a custom validator, settings for the default one.

    Raises ConfigError for a flag that the default validator does not know, or that is given twice.
    """
    if base.kind == "custom":
        return dataclasses.replace(base, validator_args=base.validator_args + flags)
    changes: dict[str, bool | float] = {}
    rest = iter(flags)
    for flag in rest:
        if flag in _SWITCHES:
            changes[flag] = True
            continue
        if flag not in _TOLERANCES:
            known = (*_SWITCHES, *_TOLERANCES)
            near = difflib.get_close_matches(flag, known, n=1)
            mend = f"did you mean {near[0]}?" if near else f"known flags: {', '.join(known)}"
            raise ConfigError(f"{where}: {flag[:60]!a} is unknown, {mend}")
        for field in _TOLERANCES[flag]:
            if field in changes:
                raise ConfigError(f"{where}: {flag} sets a tolerance a second time, give it once")
        changes |= dict.fromkeys(_TOLERANCES[flag], _tolerance(next(rest, ""), f"{where}: {flag}"))
    if changes and base.kind == "exact":
        raise ConfigError(f"{where}: 'comparison: exact' compares bytes and takes no flags")
    if base.kind == "unordered" and "space_change_sensitive" in changes:
        raise ConfigError(f"{where}: space_change_sensitive cannot go with 'comparison: unordered'")
    return dataclasses.replace(base, **changes)  # pyright: ignore[reportArgumentType]


def _tolerance(text: str, where: str) -> float:
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ConfigError(
            f"{where}: needs a number after it, 0 or more, for example 1e-6; found {text[:40]!a}"
        )
    return value


def _validator(folder: Path) -> Path | None:
    """The one program that the package brings: a file, a folder, or output_validator/ itself."""
    programs: list[Path] = []
    for name in ("output_validators", "output_validator"):
        if not (folder / name).is_dir():
            continue
        found = [
            path for path in entries(folder / name) if not path.name.lower().startswith("readme")
        ]
        if name == "output_validator" and len(found) > 1:
            found = [folder / name]
        programs += found
    if len(programs) > 1:
        names = ", ".join(path.name for path in programs)
        raise ProblemError(
            f"{programs[0].parent}: more than one validator is not supported, keep one of {names}"
        )
    return programs[0] if programs else None
