from __future__ import annotations

import doctest
import math

import pytest

from coderl import units
from coderl.errors import ConfigError
from coderl.units import GIB, MIB, format_bytes, format_seconds, parse_bytes, parse_seconds


def test_the_examples_are_true() -> None:
    assert doctest.testmod(units).failed == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2", 2.0),
        ("2s", 2.0),
        (" 2 s ", 2.0),
        ("250ms", 0.25),
        ("250 MS", 0.25),
        ("7us", 7e-6),
        ("7µs", 7e-6),
        ("1.5min", 90.0),
        ("1h", 3600.0),
        (".5s", 0.5),
        ("1e-3 s", 1e-3),
        ("0", 0.0),
        (3, 3.0),
        (0.5, 0.5),
    ],
)
def test_a_duration_carries_its_unit(text: str | float, seconds: float) -> None:
    assert parse_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("256MiB", 256 * MIB),
        ("256 mib", 256 * MIB),
        ("1GiB", GIB),
        ("64MB", 64_000_000),
        ("64kB", 64_000),
        ("4K", 4096),
        ("1024", 1024),
        ("1024 B", 1024),
        ("0.5 KiB", 512),
        (7, 7),
    ],
)
def test_a_size_carries_its_unit(text: str | int, size: int) -> None:
    assert parse_bytes(text) == size


BAD = [
    "",
    " ",
    "abc",
    "s",
    "MiB",
    "-1",
    "-1s",
    "+1",
    "1 2",
    "1s2",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "1e",
    "1,5",
    "0x10",
    "1_000",
    "\u0661",
    "1 parsec",
    "2\n3",
    "\0",
    "1" * 5000,
]


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("parse", [parse_seconds, parse_bytes])
def test_what_is_no_quantity_is_a_short_error_in_one_line(parse: object, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)  # type: ignore[operator]
    assert len(str(caught.value)) < 150
    assert str(caught.value).isprintable()


def test_a_size_is_no_duration_and_the_other_way_round() -> None:
    with pytest.raises(ConfigError):
        parse_seconds("2 MiB")
    with pytest.raises(ConfigError):
        parse_bytes("2 min")


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 9.99e-6, 1e-5, 1e-3, 0.00999, 1.0, 9.999, 1e5])
def test_a_formatted_duration_reads_back_to_within_its_digits(seconds: float) -> None:
    assert math.isclose(parse_seconds(format_seconds(seconds)), seconds, rel_tol=0.06, abs_tol=1e-7)


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 10_000, MIB - 1, MIB, 10 * MIB, 3 * GIB])
def test_a_formatted_size_reads_back_to_within_its_digits(size: int) -> None:
    assert math.isclose(parse_bytes(format_bytes(size)), size, rel_tol=0.06)
