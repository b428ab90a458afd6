"""What is written can be read again, and means the same."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coderl.complexity.model import Fit, Growth, Measurement, Relative, Series
from coderl.errors import UsageError
from coderl.judge.judgement import CaseResult, Judgement
from coderl.judge.verdict import Verdict
from coderl.languages.catalogue import language
from coderl.records import from_mapping, to_json
from coderl.sandbox.model import Limits, Stop, Tier
from coderl.units import format_bytes, format_seconds, parse_bytes, parse_seconds

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
SECONDS = st.floats(0, 1e6)
SIZES = st.integers(0, 2**62)

LIMITS = st.builds(
    Limits,
    cpu_s=SECONDS,
    idle_s=SECONDS,
    memory_bytes=SIZES,
    output_bytes=SIZES,
    processes=st.integers(1, 64),
)
CASES = st.builds(
    CaseResult,
    name=TEXT,
    verdict=st.sampled_from(Verdict),
    cpu_s=SECONDS,
    wall_s=SECONDS,
    peak_memory_bytes=SIZES,
    note=TEXT,
)
JUDGEMENTS = st.builds(
    Judgement,
    problem_id=TEXT,
    language=TEXT,
    verdict=st.sampled_from(Verdict),
    cases=st.lists(CASES, max_size=4).map(tuple),
    total=st.integers(1, 1000),
    tier=st.sampled_from(Tier),
    note=TEXT,
)
MEASUREMENTS = st.builds(
    Measurement,
    n=st.integers(1, 2**50),
    cpu_s=st.lists(SECONDS, max_size=4).map(tuple),
    reference_cpu_s=st.lists(SECONDS, max_size=4).map(tuple),
    censored=st.booleans(),
)
SERIES = st.builds(Series, measurements=st.lists(MEASUREMENTS, max_size=4).map(tuple))
FITS = st.builds(
    Fit,
    growth=st.none() | st.sampled_from(Growth),
    decided=st.booleans(),
    plausible=st.lists(st.sampled_from(Growth), max_size=3).map(tuple),
    weights=st.dictionaries(st.sampled_from([g.value for g in Growth]), st.floats(0, 1)),
    reason=TEXT,
)
RELATIVES = st.builds(
    Relative,
    slope=st.floats(-10, 10),
    slope_low=st.floats(-10, 10),
    slope_high=st.floats(-10, 10),
    verdict=TEXT,
    ratio_at_largest=SECONDS,
)


def attempt(action: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """What an action gives, or the usage error that it raises."""
    try:
        return action(*args, **options)
    except UsageError as error:
        return error


@given(st.one_of(LIMITS, CASES, JUDGEMENTS, MEASUREMENTS, SERIES, FITS, RELATIVES))
def test_a_record_survives_a_round_trip_through_json(one: Any) -> None:
    assert from_mapping(type(one), json.loads(to_json(one)), where="it") == one


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_any_data_is_a_record_or_a_usage_error_in_one_line(data: object) -> None:
    tried = attempt(from_mapping, Judgement, data, where="it")
    assert isinstance(tried, Judgement) or str(tried).startswith("it: ")


@given(st.text(max_size=40) | st.text(string.printable, max_size=12))
def test_any_text_is_a_quantity_or_a_usage_error(text: str) -> None:
    for parse in (parse_seconds, parse_bytes):
        tried = attempt(parse, text)
        assert str(tried).isprintable() if isinstance(tried, UsageError) else tried >= 0


@given(st.floats(1e-6, 1e7))
def test_a_formatted_duration_means_the_same(seconds: float) -> None:
    assert abs(parse_seconds(format_seconds(seconds)) - seconds) <= 0.06 * seconds


@given(st.integers(0, 2**50))
def test_a_formatted_size_means_the_same(size: int) -> None:
    assert abs(parse_bytes(format_bytes(size)) - size) <= 0.06 * size


@given(st.text(max_size=20))
def test_any_name_is_a_language_or_a_usage_error(name: str) -> None:
    tried = attempt(language, name)
    if isinstance(tried, UsageError):
        assert "known:" in str(tried) or "did you mean" in str(tried)
    else:
        assert tried.name in ("python", "cpp")


@given(st.sampled_from(Stop), st.sampled_from(Tier), st.sampled_from(Tier))
def test_a_tier_meets_itself_and_what_is_weaker(stop: Stop, one: Tier, other: Tier) -> None:
    assert one.meets(one)
    assert one.meets(other) or other.meets(one)
