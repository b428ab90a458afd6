"""What comparing the values of call style promises."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from coderl.errors import ProblemError
from coderl.problems.checkers import checker_for
from coderl.problems.model import Comparison, Interface, Match

CALL = Interface(style="call", entry="f")


def check(expected: Any, actual: Any, **comparison: Any) -> Match:
    texts = [v if isinstance(v, bytes) else json.dumps(v).encode() for v in (expected, actual)]
    return checker_for(Comparison(**comparison), CALL)(b"[]", *texts)


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (1, 1, True),
        (1, 2, False),
        (1, b"1.0", True),
        (b"1.0", 1, True),
        (0, b"-0.0", True),
        (True, True, True),
        (True, 1, False),
        (1, True, False),
        (0, False, False),
        (False, None, False),
        (None, None, True),
        (None, 0, False),
        ("a", "a", True),
        ("a", "A", False),
        ("a", "a ", False),
        ("é", b'"\\u00e9"', True),
        ("1", 1, False),
        ([], [], True),
        ([], {}, False),
        ([], None, False),
        ([1, 2], [1, 2], True),
        ([1, 2], [2, 1], False),
        ([1, 2], [1, 2, 3], False),
        ([[1], [2, [3]]], [[1], [2, [3]]], True),
        ([[1], [2, [3]]], [[1], [2, [4]]], False),
        ([1, [2]], [1, 2], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "b": 1}, {"a": 1}, False),
        ({"a": [True]}, {"a": [1]}, False),
        ([0.1], [0.1 + 1e-12], True),
        ([0.1], [0.1 + 1e-6], False),
        (1e12, 1e12 + 100.0, True),
        (3, b"3.0000000000001", True),
        (10**18, 10**18 + 1, False),
        (b"NaN", b"NaN", True),
        (b"[NaN, 1]", b"[NaN,1]", True),
        (b"NaN", 1, False),
        (b"Infinity", b"Infinity ", True),
        (b"Infinity", b"-Infinity", False),
        (b"Infinity", 1, False),
        (1, b"Infinity", False),
        (b"1e999", b"Infinity", True),
    ],
)
def test_values_are_equal_as_python_means_it_but_for_booleans_and_nan(
    expected: Any, actual: Any, right: bool
) -> None:
    assert check(expected, actual).right is right


def test_the_tolerances_of_the_problem_hold_for_integers_too() -> None:
    assert check([100], [101], float_absolute=1.0).right
    assert check([100], [101.0], float_relative=0.01).right
    assert not check([100], [102], float_absolute=1.0).right
    assert not check([True], [1], float_absolute=1.0).right
    assert not check(b"Infinity", 1, float_relative=0.5).right
    assert not check(10**400, 1.5, float_relative=0.5).right


def test_exact_allows_floats_no_tolerance() -> None:
    assert not check(0.3, 0.1 + 0.2, kind="exact").right
    assert check(1, b"1.0", kind="exact").right
    assert check(b"NaN", b" NaN", kind="exact").right


def test_integers_of_any_length_are_compared_by_their_digits() -> None:
    assert check(10**500, b" 1" + b"0" * 500).right
    assert not check(10**500, 10**500 + 1).right
    assert not check(10**399, b"1" + b"0" * 400).right
    assert not check(10**500, 1e308).right
    assert check([10**500, 1], [1, 10**500], kind="unordered").right
    start = time.process_time()
    assert not check(1, b"9" * 4_000_000).right
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "actual", [b"[" * 100_000 + b"]" * 100_000, b"[" * 10**6, b'{"a":' * 100_000 + b"1"]
)
def test_a_value_nested_too_deeply_is_wrong_and_no_exception(actual: bytes) -> None:
    match = check([1], actual)
    assert not match.right
    assert "nested too deeply" in match.note or "not JSON" in match.note


def test_a_nested_value_that_can_be_read_can_be_compared() -> None:
    depth = 700
    deep = b"[" * depth + b"1" + b"]" * depth
    assert check(deep, b" " + deep).right
    assert check(b"[" + deep + b",2]", b"[2," + deep + b"]", kind="unordered").right
    assert not check(deep, deep.replace(b"1", b"2")).right


def test_sets_nested_too_deeply_are_wrong_and_no_exception() -> None:
    deep, other = b"1", b"2"
    for _ in range(240):
        deep, other = b'{"$set":[' + deep + b",7]}", b'{"$set":[' + other + b",7]}"
    assert not check(deep, other).right


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        ([1, 2, 3], [3, 1, 2], True),
        ([1, 1, 2], [1, 2, 2], False),
        ([1, 2], [1, 2, 2], False),
        ([[1, 2], [3]], [[3], [1, 2]], True),
        ([[1, 2], [3]], [[3], [2, 1]], False),
        (["b", "a", None], ["a", None, "b"], True),
        ([1, "1"], ["1", 1], True),
        ([1, True], [True, 1], True),
        ([1, 1], [True, 1], False),
        ([True, False], [0, 1], False),
        ([0.1, 0.2], [0.2 + 1e-13, 0.1], True),
        ([0.1, 0.2], [0.2, 0.2], False),
        ([1, 2], b"[2.0, 1.0]", True),
        ([[1, 2.5], [3, 4]], b"[[3.0, 4], [1, 2.5000000000001]]", True),
        ([{"a": 1}, {"a": 2}], [{"a": 2}, {"a": 1}], True),
        ([{"a": 1}, {"b": 1}], [{"a": 1}, {"a": 1}], False),
        (b"[NaN, 1]", b"[1, NaN]", True),
        (b"[NaN, 1]", b"[1, 2]", False),
        (7, 7, True),
        (7, 8, False),
        ([1], 1, False),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
    ],
)
def test_unordered_is_about_the_elements_of_the_outermost_list(
    expected: Any, actual: Any, right: bool
) -> None:
    assert check(expected, actual, kind="unordered").right is right


def test_unordered_lists_of_close_floats_match_whatever_the_rounding() -> None:
    edge = [[0.1234565 + i * 1e-3, i] for i in range(1000)]
    moved = [[x + 1e-12, i] for x, i in edge]
    random.Random(1).shuffle(moved)
    assert check(edge, moved, kind="unordered").right


def test_unordered_neighbours_within_the_tolerance_do_not_take_each_others_place() -> None:
    wanted = [[1e9 + i, 0] for i in range(40)]
    got = [[1e9 + i + 1e-4, 0] for i in range(40)]
    for seed in range(10):
        random.Random(seed).shuffle(got)
        random.Random(seed + 100).shuffle(wanted)
        assert check(wanted, got, kind="unordered").right


def test_unordered_large_integers_that_look_alike_are_told_apart() -> None:
    wanted = [[10**12 + i, i] for i in range(5000)]
    assert check(wanted, wanted[::-1], kind="unordered").right
    assert not check(wanted, [*wanted[:-1], [10**12 + 4999, 4998]], kind="unordered").right


@pytest.mark.parametrize("kind", ["tokens", "unordered"])
def test_unordered_comparison_is_not_quadratic(kind: Any) -> None:
    wanted = [[0.1 + i * 1e-10, i] for i in range(40_000)]
    wrong = [[x, i + 0.5] for x, i in wanted]
    random.Random(1).shuffle(wrong)
    start = time.process_time()
    assert not check(wanted, wrong, kind=kind).right
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        ([1, 2], {"$set": [1, 2]}, False),
        ([1, 2], {"$set": [2, 3]}, False),
        ([1, 2], {"$set": [1]}, False),
        ([1, 1, 2], {"$set": [1, 2]}, False),
        ([], {"$set": []}, False),
        ({"$set": [1, 2]}, [1, 2], False),
        ({"$set": [1, 2]}, {"$set": [2, 1]}, True),
        ([[1, 2], 3], [{"$set": [1, 2]}, 3], False),
        ({"a": {"$set": [1, 2]}}, {"a": {"$set": [2, 1]}}, True),
        (
            {"$set": [{"$set": [1, 2]}, {"$set": [3]}]},
            {"$set": [{"$set": [3]}, {"$set": [2, 1]}]},
            True,
        ),
        ([[1, 2], [3]], {"$set": [[3], [2, 1]]}, False),
        ({"$set": 1}, {"$set": 1}, True),
        ({"$set": [1], "b": 2}, {"$set": [1]}, False),
        (1, {"$set": [1]}, False),
        ({"$bytes": "00ff"}, {"$bytes": "00ff"}, True),
        ({"$bytes": "00ff"}, {"$bytes": "00fe"}, False),
    ],
)
def test_a_set_matches_a_set_and_no_list(expected: Any, actual: Any, right: bool) -> None:
    assert check(expected, actual).right is right


def test_many_sets_in_a_list_match_in_any_order() -> None:
    wanted = [{"$set": [i, i + 1, i + 2]} for i in range(3000)]
    got = [{"$set": [i + 2, i, i + 1]} for i in reversed(range(3000))]
    assert check(wanted, got, kind="unordered").right


@pytest.mark.parametrize(
    ("expected", "actual", "note"),
    [
        (7, 8, "expected 7, got 8"),
        ([[1, 2]], [[1, 3]], "at [0][1]: expected 2, got 3"),
        ({"a": [1]}, {"a": [True]}, "at ['a'][0]: expected 1, got true"),
        ([1], [1, 2], "expected a list of 1, got a list of 2"),
        ([1], None, "expected a list of 1, got null"),
        ({"a": 1}, {}, "the key 'a' is missing"),
        ({}, {"a\n": 1}, "the key 'a\\n' is not expected"),
        ("x", "\x1b[0m", "expected 'x', got '\\x1b[0m'"),
    ],
)
def test_a_note_names_the_place_and_both_values(expected: Any, actual: Any, note: str) -> None:
    assert check(expected, actual).note == note


def test_a_broken_expected_value_is_our_fault_and_raises() -> None:
    with pytest.raises(ProblemError, match="expected value"):
        check(b"[1, 2", [1, 2])
