"""The limits of a package: `limits` of problem.yaml, and a time limit that stands beside it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from coderl.errors import ConfigError
from coderl.problems.folder import keys_of, read_text
from coderl.problems.model import VALIDATION, TimeRule
from coderl.records import from_mapping, record
from coderl.sandbox.model import Limits
from coderl.units import GIB, MIB

_MOST_SECONDS = 86400.0
_MOST_BYTES = 1024 * GIB
_MOST_PASSES = 1000
_USUAL_MEMORY_BYTES = (
    2 * GIB
)  # what the format calls typical: packages that say nothing count on it
_LEGACY_MULTIPLIER, _MULTIPLIER = 5.0, 2.0


@record
class LimitKeys:
    """The keys of `limits`, in MiB and seconds. Those of the code and of its compilation are known,
    and not used.
    """

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
class MultiplierKeys:
    """The keys of `limits.time_multipliers`."""

    ac_to_time_limit: Any = None
    time_limit_to_tle: Any = None


@record
class PackageLimits:
    """What a submission may use, what a validator may, and how often a case may be run.

    `time_rule` is None where the package states a time limit.
    """

    limits: Limits
    validation: Limits
    passes: int
    time_rule: TimeRule | None


def read_limits(data: object, folder: Path, *, legacy: bool) -> PackageLimits:
    """Read the limits of the package in a folder; `data` is the value of `limits`.

    Raises ConfigError for a key that the format does not have and for a value that is no limit.
    """
    path = folder / "problem.yaml"
    where = f"{path}: limits"
    mapping = keys_of(data, where=where)
    keys = _from_mapping(LimitKeys, mapping, path, "limits")
    for name, value in mapping.items():
        if name != "time_multipliers":
            _positive(value, f"{where}.{name}", math.inf)
    stated = _time_limit(keys.time_limit, folder, f"{where}.time_limit")
    default = Limits()
    return PackageLimits(
        limits=Limits(
            cpu_s=stated or default.cpu_s,
            memory_bytes=_size(keys.memory, f"{where}.memory") or _USUAL_MEMORY_BYTES,
            output_bytes=_size(keys.output, f"{where}.output") or default.output_bytes,
        ),
        validation=_validation(keys, where),
        passes=_passes(keys.validation_passes, f"{where}.validation_passes"),
        time_rule=None if stated else _rule(keys, path, legacy=legacy),
    )


def _from_mapping(cls: type[Any], mapping: dict[str, Any], path: Path, within: str) -> Any:
    try:
        return from_mapping(cls, mapping, where=str(path))
    except ConfigError as error:
        raise ConfigError(str(error).replace(f"{path}: ", f"{path}: {within}.", 1)) from None


def _validation(keys: LimitKeys, where: str) -> Limits:
    """What a package asks for its validator, and never less than what is usual."""
    time_s = _seconds(keys.validation_time, f"{where}.validation_time")
    memory = _size(keys.validation_memory, f"{where}.validation_memory")
    output = _size(keys.validation_output, f"{where}.validation_output")
    return Limits(
        cpu_s=max(VALIDATION.cpu_s, time_s),
        idle_s=VALIDATION.idle_s,
        memory_bytes=max(VALIDATION.memory_bytes, memory or 0),
        output_bytes=max(VALIDATION.output_bytes, output or 0),
    )


def _passes(value: object, where: str) -> int:
    if value is None:
        return 2
    if not isinstance(value, int) or not 2 <= value <= _MOST_PASSES:
        raise ConfigError(f"{where}: write a whole number from 2 to {_MOST_PASSES}")
    return value


def _rule(keys: LimitKeys, path: Path, *, legacy: bool) -> TimeRule:
    """How the time limit follows from the accepted submissions."""
    where = f"{path}: limits"
    if legacy:
        given = keys.time_multiplier
        return TimeRule(multiplier=_LEGACY_MULTIPLIER if given is None else float(given))
    mapping = keys_of(keys.time_multipliers, where=f"{where}.time_multipliers")
    multipliers = _from_mapping(MultiplierKeys, mapping, path, "limits.time_multipliers")
    for name, value in mapping.items():
        _positive(value, f"{where}.time_multipliers.{name}", math.inf)
    resolution_s = _seconds(keys.time_resolution, f"{where}.time_resolution")
    multiplier = multipliers.ac_to_time_limit
    return TimeRule(
        multiplier=_MULTIPLIER if multiplier is None else float(multiplier),
        resolution_s=resolution_s or 1.0,
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


def _seconds(value: object, where: str) -> float:
    return 0.0 if value is None else _positive(value, where, _MOST_SECONDS)


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
