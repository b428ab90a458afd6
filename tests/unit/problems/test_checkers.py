"""What the checkers of stdin style promise."""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any

import pytest

from coderl.errors import ProblemError
from coderl.problems.checkers import checker_for, number
from coderl.problems.model import Comparison, Interface, Match

MIB = 1024 * 1024


def check(expected: bytes, actual: bytes, **comparison: Any) -> Match:
    return checker_for(Comparison(**comparison), Interface())(b"", expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (b"1 2\n", b"1 2\n", True),
        (b"1 2\n", b"  1\r\n\n2\t\v\f", True),
        (b"Yes\n", b"yEs", True),
        (b"1 2", b"1 3", False),
        (b"1 2", b"1", False),
        (b"1", b"1 2", False),
        (b"", b"", True),
        (b"", b" \n", True),
        (b"", b"0", False),
        (b"0", b"", False),
        (b"1", b"1.0", False),
        (b"1 2", b"12", False),
        ("é".encode(), "É".encode(), False),
        (b"a b", b"a\x1cb", False),
        (b"a b", b"a\xc2\xa0b", False),
        (b"7", b"7\0", False),
        (b"7", b"7\0junk", False),
    ],
)
def test_tokens_are_split_at_ascii_white_space_and_compared_without_case(
    expected: bytes, actual: bytes, right: bool
) -> None:
    assert check(expected, actual).right is right


def test_case_matters_where_the_problem_says_so() -> None:
    assert not check(b"Yes", b"yes", case_sensitive=True).right
    assert check(b"Yes no", b"Yes  no", case_sensitive=True).right


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (b"1.0", b"1.05", True),
        (b"1.0", b"1.2", False),
        (b"1", b"1.0000", True),
        (b"0.0314", b"3.14000000e-2", True),
        (b"1", b"+1.", True),
        (b"0.5", b".5", True),
        (b"1.0", b"one", False),
        (b"one", b"ONE", True),
        (b"one", b"1", False),
        (b"1 x 2", b"1.01 X 1.99", True),
    ],
)
def test_an_absolute_tolerance_holds_for_tokens_that_are_numbers_in_the_answer(
    expected: bytes, actual: bytes, right: bool
) -> None:
    assert check(expected, actual, float_absolute=0.1).right is right


def test_a_relative_tolerance_is_relative_to_the_answer() -> None:
    assert check(b"100", b"109", float_relative=0.1).right
    assert check(b"-100", b"-109", float_relative=0.1).right
    assert not check(b"100", b"112", float_relative=0.1).right
    assert check(b"110", b"100", float_relative=0.1).right
    assert not check(b"100", b"110.5", float_relative=0.1).right
    assert not check(b"0", b"1e-12", float_relative=0.1).right


def test_one_of_two_tolerances_is_enough() -> None:
    assert check(b"0", b"0.05", float_absolute=0.1, float_relative=1e-9).right
    assert check(b"1000000", b"1000001", float_absolute=1e-9, float_relative=1e-3).right


def test_a_tolerance_of_zero_still_compares_numbers() -> None:
    assert check(b"1.50", b"1.5", float_absolute=0.0).right
    assert not check(b"1.50", b"1.6", float_absolute=0.0).right


@pytest.mark.parametrize(
    "token",
    [
        *(b"nan", b"inf", b"-infinity", b"0x10", b"0x1p3", b"1_0", b"1e", b"e5", b".", b"+", b""),
        *("٣".encode(), "\uff11".encode(), b"1e999", b"--1", b"1,5", b"1\0", b"1d5", b"0b1"),
    ],
)
def test_what_the_format_does_not_call_a_number_is_none(token: bytes) -> None:
    assert number(token) is None
    assert not check(b"1", token, float_absolute=1e300).right
    if token.strip():
        assert check(token, token, float_absolute=0.1).right
        assert not check(token, b"1", float_absolute=1e300).right


@pytest.mark.parametrize(
    ("token", "value"),
    [(b"1", 1.0), (b"-1.5e3", -1500.0), (b"+.5", 0.5), (b"5.", 5.0), (b"1E-3", 0.001), (b"007", 7)],
)
def test_the_grammar_of_the_format_is_read(token: bytes, value: float) -> None:
    assert number(token) == value


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (b"hello\n world\n", b"hello\n world\n", True),
        (b"hello\n world\n", b"HELLO\n World\n", True),
        (b"hello\n world\n", b"hello\nworld\n", False),
        (b"hello\nworld\n", b"hello\n world\n", False),
        (b"a b", b"a\tb", False),
        (b"a\n", b"a", False),
        (b"a", b"a\n", False),
        (b" a", b"a", False),
        (b"a b", b"a c", False),
        (b"1.0 2", b"1.00 2.0", True),
        (b"1.0 2", b"1.00  2.0", False),
    ],
)
def test_white_space_matters_where_the_problem_says_so(
    expected: bytes, actual: bytes, right: bool
) -> None:
    tolerance = 1e-9 if b"." in expected else None
    match = check(expected, actual, space_change_sensitive=True, float_absolute=tolerance)
    assert match.right is right


def test_exact_compares_bytes() -> None:
    assert check(b"a\n", b"a\n", kind="exact").right
    assert not check(b"a\n", b"a", kind="exact").right
    assert check(b"a\n", b"a", kind="exact").note == "line 1, byte 2: expected '\\n', got the end"
    assert check(b"a\nbc", b"a\nbd", kind="exact").note == "line 2, byte 4: expected 'c', got 'd'"


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (b"1 2 3", b"3 1 2", True),
        (b"1 1 2", b"1 2 2", False),
        (b"1 2", b"1 2 2", False),
        (b"1 2 2", b"1 2", False),
        (b"a B", b"b A", True),
        (b"", b"", True),
        (b"1", b"1.0", False),
    ],
)
def test_unordered_compares_multisets_of_tokens(
    expected: bytes, actual: bytes, right: bool
) -> None:
    assert check(expected, actual, kind="unordered").right is right


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (b"1 2.5 x", b"X 2.50001 1.0", True),
        (b"1 2.5 x", b"x 2.6 1.0", False),
        (b"1 2.5", b"1 1 2.5", False),
        (b"1 2.5", b"2.5", False),
        (b"x", b"1", False),
        (b"1", b"x", False),
        (b"1.0 1.4", b"1.4 1.0", True),
    ],
)
def test_unordered_numbers_match_in_sorted_order(
    expected: bytes, actual: bytes, right: bool
) -> None:
    assert check(expected, actual, kind="unordered", float_absolute=1e-3).right is right


@pytest.mark.parametrize(
    ("expected", "actual", "note"),
    [
        (b"1\n2\n3 7\n", b"1\n2\n3 8\n", "line 3, token 2: expected '7', got '8'"),
        (b"1 2", b"1", "the output ends after 1 tokens: expected '2'"),
        (b"1 2", b"\n", "the output ends without a token: expected '1'"),
        (b"1", b"1\n\n2", "line 3, token 1: expected the end of the output, got '2'"),
        (b"a", b"\x1b[31mred", "line 1, token 1: expected 'a', got '\\x1b[31mred'"),
    ],
)
def test_a_note_names_the_place_and_both_tokens(expected: bytes, actual: bytes, note: str) -> None:
    assert check(expected, actual).note == note


def test_a_note_finds_its_token_behind_many_blocks() -> None:
    expected = b"word another\n" * 100_000
    actual = expected[:-8] + b"other\n"
    note = check(expected, actual).note
    assert note == "line 100000, token 2: expected 'another', got 'other'"


def test_two_long_tokens_that_look_alike_are_told_apart_by_the_byte() -> None:
    note = check(b"a" * 5000 + b"b", b"a" * 5000 + b"c").note
    assert note.endswith("which differ from byte 5001 on")


@pytest.mark.parametrize("kind", ["tokens", "exact", "unordered"])
@pytest.mark.parametrize("style", ["stdin", "call"])
@pytest.mark.parametrize(
    "actual",
    [
        b"\0" * 100,
        b"\xff\xfe\xfd",
        b"\x1b[2J\x1b[1;31mgotcha",
        "\uff17 ٣ \u202e".encode() * 50,
        b"'\"\\" * 100,
        b"\r\n\r\n",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 100_000,
        b'"\\ud800"',
        b"\xed\xa0\x80",
        b"NaN",
        b"-",
        b"",
    ],
)
def test_a_hostile_output_gets_a_short_printable_note_and_no_exception(
    kind: Any, style: Any, actual: bytes
) -> None:
    checker = checker_for(Comparison(kind=kind), Interface(style=style, entry="f"))
    match = checker(b"", b'["7", 7, {"a": null}]', actual)
    assert not match.right
    assert 0 < len(match.note) <= 200
    assert match.note.isascii()
    assert match.note.isprintable()


@pytest.mark.parametrize(
    "actual",
    [
        b"x" * (8 * MIB),
        b"1" * (8 * MIB),
        b"1" * (8 * MIB) + b"x",
        b"1e" + b"9" * (8 * MIB),
        b"." * (8 * MIB),
        b" " * (8 * MIB),
        b"1 " * (4 * MIB),
        b"\n" * (8 * MIB) + b"8",
    ],
)
@pytest.mark.parametrize("kind", ["tokens", "unordered"])
def test_time_is_linear_in_a_hostile_output(kind: Any, actual: bytes) -> None:
    start = time.process_time()
    assert not check(b"7 7", actual, kind=kind, float_absolute=1e-6).right
    assert time.process_time() - start < 5


def test_long_equal_outputs_with_other_white_space_are_right() -> None:
    assert check(b"ab cd " * 300_000, b"AB\ncd\n" * 300_000).right


def test_blocks_do_not_cut_tokens() -> None:
    text = b" ".join(b"x" * (i % 700) + b"%d" % i for i in range(2000))
    assert check(text, text.replace(b" ", b"  ")).right
    assert not check(text, text.replace(b" ", b"  ") + b"y").right


def test_a_checker_can_be_pickled_for_another_process() -> None:
    checker = pickle.loads(pickle.dumps(checker_for(Comparison(float_absolute=0.1), Interface())))
    assert checker(b"", b"1", b"1.01").right


def test_a_custom_validator_is_left_to_the_judge() -> None:
    with pytest.raises(ProblemError, match="sandbox"):
        checker_for(Comparison(kind="custom", validator=Path("validate.py")), Interface())
