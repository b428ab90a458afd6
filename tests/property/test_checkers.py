"""What holds for every output."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coderl.problems.checkers import checker_for
from coderl.problems.model import Comparison, Interface

CALL = Interface(style="call", entry="f")
SPACE = st.text(" \t\n\r\v\f", min_size=1).map(str.encode)
TOKEN = st.one_of(
    st.binary(min_size=1).map(lambda b: b"".join(b.split())).filter(bool),
    st.integers().map(lambda n: b"%d" % n),
    st.floats(allow_nan=False).map(lambda x: repr(x).encode()),
)
TOLERANCE = st.none() | st.floats(0, 1e3)
COMPARISON = st.builds(
    Comparison,
    kind=st.sampled_from(["tokens", "unordered"]),
    float_absolute=TOLERANCE,
    float_relative=st.none() | st.floats(0, 0.5),
    case_sensitive=st.booleans(),
)
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.integers(10**399, 10**402)
)
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
NUMBER = st.floats(-1e9, 1e9)


def text(value: Any) -> bytes:
    return json.dumps(value).encode()


@given(COMPARISON, st.lists(TOKEN), st.data())
def test_white_space_never_matters_to_tokens(
    comparison: Comparison, tokens: list[bytes], data: st.DataObject
) -> None:
    one, other = (b"".join(token + data.draw(SPACE) for token in tokens) for _ in range(2))
    assert checker_for(comparison, Interface())(b"", one, other).right


@given(st.sampled_from(["tokens", "unordered", "exact"]), st.binary())
def test_every_output_matches_itself(kind: Any, output: bytes) -> None:
    assert checker_for(Comparison(kind=kind), Interface())(b"", output, bytes(output)).right


@given(COMPARISON, st.binary(), st.binary())
def test_a_note_is_there_exactly_where_an_output_is_wrong(
    comparison: Comparison, expected: bytes, actual: bytes
) -> None:
    match = checker_for(comparison, Interface())(b"", expected, actual)
    assert match.right == (match.note == "")
    assert match.note.isascii()
    assert match.note.isprintable()
    assert len(match.note) <= 200


@given(st.lists(TOKEN), st.data())
def test_tokens_agree_with_a_plain_split(tokens: list[bytes], data: st.DataObject) -> None:
    expected = b" ".join(tokens)
    actual = b"\n".join(data.draw(st.permutations(tokens)))
    right = expected.lower().split() == actual.lower().split()
    assert checker_for(Comparison(), Interface())(b"", expected, actual).right == right
    assert checker_for(Comparison(kind="unordered"), Interface())(b"", expected, actual).right


@given(NUMBER, NUMBER, st.floats(0, 1e9))
def test_an_absolute_tolerance_is_symmetric(one: float, other: float, tolerance: float) -> None:
    checker = checker_for(Comparison(float_absolute=tolerance), Interface())
    a, b = repr(one).encode(), repr(other).encode()
    assert checker(b"", a, b).right == checker(b"", b, a).right == (abs(one - other) <= tolerance)


@given(NUMBER, NUMBER, st.floats(0, 10))
def test_a_sign_turned_on_both_sides_changes_nothing(
    one: float, other: float, tolerance: float
) -> None:
    for style in ("stdin", "call"):
        interface = Interface(style=style, entry="f")  # type: ignore[arg-type]
        checker = checker_for(Comparison(float_relative=tolerance), interface)
        plain = checker(b"", text(one), text(other))
        assert plain.right == checker(b"", text(-one), text(-other)).right


@given(NUMBER, NUMBER, st.floats(0, 10), st.floats(0, 10))
def test_a_wider_tolerance_never_rejects_more(
    one: float, other: float, tolerance: float, more: float
) -> None:
    narrow = checker_for(Comparison(float_absolute=tolerance), Interface())
    wide = checker_for(Comparison(float_absolute=tolerance + more), Interface())
    if narrow(b"", text(one), text(other)).right:
        assert wide(b"", text(one), text(other)).right


@given(st.sampled_from(["tokens", "unordered", "exact"]), VALUE)
def test_every_value_matches_itself_however_it_is_written(kind: Any, value: Any) -> None:
    checker = checker_for(Comparison(kind=kind), CALL)
    assert checker(b"", text(value), json.dumps(value, indent=1).encode()).right


@given(st.lists(VALUE), st.data())
def test_unordered_ignores_any_permutation(values: list[Any], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(values))
    checker = checker_for(Comparison(kind="unordered"), CALL)
    assert checker(b"", text(values), text(shuffled)).right
    ordered = checker_for(Comparison(), CALL)
    assert ordered(b"", text({"$set": values}), text({"$set": shuffled})).right
    assert not ordered(b"", text(values), text({"$set": shuffled})).right


@given(st.lists(SCALAR | st.lists(SCALAR), min_size=1), st.data())
def test_unordered_notices_an_element_that_is_there_once_too_often(
    values: list[Any], data: st.DataObject
) -> None:
    extra = data.draw(st.sampled_from(values))
    checker = checker_for(Comparison(kind="unordered"), CALL)
    match = checker(b"", text([*values, "a mark"]), text([*values, extra]))
    assert match.right == (extra == "a mark")


@given(st.lists(st.tuples(NUMBER, st.integers(0, 5)), max_size=30), st.data())
def test_unordered_forgives_the_noise_of_floats(
    points: list[tuple[float, int]], data: st.DataObject
) -> None:
    moved = [[x * (1 + 1e-13), n] for x, n in data.draw(st.permutations(points))]
    checker = checker_for(Comparison(kind="unordered"), CALL)
    assert checker(b"", text(points), text(moved)).right


@given(st.binary() | VALUE.map(text), VALUE)
def test_no_bytes_make_the_value_checker_raise(actual: bytes, expected: Any) -> None:
    for kind in ("tokens", "unordered"):
        match = checker_for(Comparison(kind=kind), CALL)(b"", text(expected), actual)
        assert match.right == (match.note == "")
