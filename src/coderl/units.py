"""Quantities as people write them, and the only formatter of quantities. Numbers elsewhere are
seconds and bytes.
"""

from __future__ import annotations

import math
import re

from coderl.errors import ConfigError

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

_SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "": 1.0, "min": 60.0, "h": 3600.0}
_BYTES = {
    "": 1,
    "b": 1,
    "kib": KIB,
    "mib": MIB,
    "gib": GIB,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "k": KIB,
    "m": MIB,
    "g": GIB,
}
_QUANTITY = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*([A-Za-zµ]*)\s*")


def _split(text: str, units: dict[str, float] | dict[str, int], example: str) -> float:
    if match := _QUANTITY.fullmatch(text):
        unit = match[2] if match[2] in units else match[2].lower()
        amount = float(match[1]) * units.get(unit, math.nan)
        if math.isfinite(amount):
            return amount
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    raise ConfigError(f"{shown!a} is not a quantity: write for example {example!r}")


def parse_seconds(text: str | float) -> float:
    """Turn "2 s", "250ms", "1.5 min" or a bare number of seconds into seconds.

    >>> parse_seconds("250ms")
    0.25
    """
    return float(text) if isinstance(text, (int, float)) else _split(text, _SECONDS, "2 s")


def parse_bytes(text: str | int) -> int:
    """Turn "256 MiB", "64MB" or a bare number of bytes into bytes.

    >>> parse_bytes("256 MiB")
    268435456
    """
    return int(text) if isinstance(text, (int, float)) else round(_split(text, _BYTES, "256 MiB"))


def format_seconds(seconds: float) -> str:
    """Format seconds for a person.

    >>> [format_seconds(s) for s in (0.0000052, 0.0142, 2.0, 95.0)]
    ['5.2 µs', '14 ms', '2.00 s', '95.0 s']
    """
    if seconds < 0.001:
        return f"{seconds * 1e6:.1f} µs" if seconds < 10e-6 else f"{seconds * 1e6:.0f} µs"
    if seconds < 1:
        return f"{seconds * 1e3:.1f} ms" if seconds < 0.01 else f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def format_bytes(size: int) -> str:
    """Format a size for a person.

    >>> [format_bytes(b) for b in (12, 9_541_648, 268435456)]
    ['12 B', '9.1 MiB', '256 MiB']
    """
    for name, unit in (("GiB", GIB), ("MiB", MIB), ("KiB", KIB)):
        if size >= unit:
            amount = size / unit
            return f"{amount:.1f} {name}" if amount < 10 else f"{amount:.0f} {name}"
    return f"{size} B"
