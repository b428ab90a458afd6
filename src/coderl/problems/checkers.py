"""The checkers that need no sandbox: Kattis' default validator, exact bytes, unordered tokens, and
JSON values.

An output is hostile: whatever its bytes, a checker answers with a Match, in time and memory linear
in its length. The expected output is ours: where that is broken, ProblemError. Notes are short, one
line, printable ASCII.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain

from coderl.errors import ProblemError
from coderl.problems.model import Checker, Comparison, Interface, Match
from coderl.problems.values import Closeness, NotComparable, difference, load
from coderl.records import record

_BLOCK = 1 << 16
_SPACE = re.compile(rb"\s")
_TOKEN = re.compile(rb"\S+")
_FLOAT = re.compile(rb"[-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]++)?")
"""The grammar of the format: decimal, with or without an exponent. No hex, no inf, no nan, no
underscore.
"""
_MASK = bytes(byte if byte in b" \t\n\r\v\f" else ord("x") for byte in range(256))
_RIGHT = Match(right=True)


def checker_for(comparison: Comparison, interface: Interface) -> Checker:
    """Choose the checker of a problem. It can be pickled, and holds no state.

    Raises ProblemError for a custom validator: that one needs a sandbox, so the judge builds it.
    """
    if comparison.kind == "custom":
        raise ProblemError(
            "a custom validator runs in a sandbox: the judge makes its checker, not checker_for"
        )
    if interface.style == "call":
        return partial(_check_values, comparison)
    check = {"tokens": _check_tokens, "exact": _check_exact, "unordered": _check_unordered}
    return partial(check[comparison.kind], comparison)


def _check_exact(comparison: Comparison, input: bytes, expected: bytes, actual: bytes) -> Match:
    if actual == expected:
        return _RIGHT
    at = _first_difference(expected, actual)
    line = actual.count(b"\n", 0, at) + 1
    return _wrong(
        f"line {line}, byte {at + 1}: expected {_byte(expected, at)}, got {_byte(actual, at)}"
    )


def _check_tokens(comparison: Comparison, input: bytes, expected: bytes, actual: bytes) -> Match:
    if actual == expected:
        return _RIGHT
    wrong = _first_wrong_token(comparison, expected, actual)
    if wrong is not None:
        return _wrong(_note_of_token(expected, actual, wrong))
    if comparison.space_change_sensitive:
        return _check_space(expected, actual)
    return _RIGHT


def _first_wrong_token(comparison: Comparison, expected: bytes, actual: bytes) -> int | None:
    """Compare block by block: equal blocks cost one comparison, no list outgrows a block."""
    close = _Tolerance.of(comparison)
    fold = not comparison.case_sensitive
    theirs, ours = _blocks(actual, fold), _blocks(expected, fold)
    index = 0
    none: list[bytes] = []
    e = a = none
    while True:
        e, a = e or next(ours, none), a or next(theirs, none)
        size = min(len(e), len(a))
        if size == 0:
            return index if e or a else None
        if e[:size] != a[:size]:
            for i in range(size):
                if e[i] != a[i] and not (close and close(number(e[i]), number(a[i]))):
                    return index + i
        e, a = e[size:], a[size:]
        index += size


def _blocks(text: bytes, fold: bool) -> Iterator[list[bytes]]:
    """The tokens of a text in lists, never empty; blocks end at white space. ASCII folds."""
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + _BLOCK)
        end = space.start() if space else len(text)
        block = text[start:end]
        tokens = (block.lower() if fold else block).split()
        if tokens:
            yield tokens
        start = end


@record
class _Tolerance:
    """When two tokens are the same number; -1 is no tolerance."""

    absolute: float
    relative: float

    @staticmethod
    def of(comparison: Comparison) -> _Tolerance | None:
        absolute, relative = comparison.float_absolute, comparison.float_relative
        if absolute is None and relative is None:
            return None
        return _Tolerance(
            absolute=-1.0 if absolute is None else absolute,
            relative=-1.0 if relative is None else relative,
        )

    def __call__(self, expected: float | None, actual: float | None) -> bool:
        if expected is None or actual is None:
            return False
        error = abs(expected - actual)
        return error <= self.absolute or error <= self.relative * abs(expected)


def number(token: bytes) -> float | None:
    """The finite number that a token is in the grammar of the format, or None."""
    if not _FLOAT.fullmatch(token):
        return None
    value = float(token)
    return value if math.isfinite(value) else None


def _note_of_token(expected: bytes, actual: bytes, index: int) -> str:
    wanted, got = _nth_token(expected, index), _nth_token(actual, index)
    if got is None:
        end = f"after {index} tokens" if index else "without a token"
        return f"the output ends {end}: expected {_show(wanted[2] if wanted else b'')}"
    line, place, token = got
    if wanted is None:
        return f"line {line}, token {place}: expected the end of the output, got {_show(token)}"
    shown, seen = _show(wanted[2]), _show(token)
    if shown == seen:
        seen += f", which differ from byte {_first_difference(wanted[2], token) + 1} on"
    return f"line {line}, token {place}: expected {shown}, got {seen}"


def _nth_token(text: bytes, index: int) -> tuple[int, int, bytes] | None:
    """Line, place in that line (both from 1) and bytes of a token."""
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + _BLOCK)
        end = space.start() if space else len(text)
        count = len(text[start:end].split())
        if index < count:
            for i, match in enumerate(_TOKEN.finditer(text, start, end)):
                if i == index:
                    bol = text.rfind(b"\n", 0, match.start()) + 1
                    place = len(text[bol : match.start()].split()) + 1
                    return text.count(b"\n", 0, match.start()) + 1, place, match[0]
        index -= count
        start = end
    return None


def _check_space(expected: bytes, actual: bytes) -> Match:
    """Compare the white space of two texts whose tokens match."""
    wanted, got = _skeleton(expected), _skeleton(actual)
    if wanted == got:
        return _RIGHT
    at = _first_difference(wanted, got)
    line = got.count(b"\n", 0, at) + 1
    return _wrong(f"line {line}: the white space differs from the expected output's")


def _skeleton(text: bytes) -> bytes:
    """Shrink every token to one letter; halving the runs costs no object for each token."""
    text = text.translate(_MASK)
    while b"xx" in text:
        text = text.replace(b"xx", b"x")
    return text


def _check_unordered(comparison: Comparison, input: bytes, expected: bytes, actual: bytes) -> Match:
    """Compare multisets of tokens: numbers under a tolerance in sorted order, others by count.

    The answer is sized by the expected output: the first surplus token ends the comparison.
    """
    if actual == expected:
        return _RIGHT
    close = _Tolerance.of(comparison)
    fold = not comparison.case_sensitive
    words: Counter[bytes] = Counter()
    numbers: list[float] = []
    for token in _tokens(expected, fold):
        value = number(token) if close else None
        if value is None:
            words[token] += 1
        else:
            numbers.append(value)
    got: list[float] = []
    for index, token in enumerate(_tokens(actual, fold)):
        value = number(token) if close else None
        if value is not None and len(got) < len(numbers):
            got.append(value)
        elif value is None and words[token] > 0:
            words[token] -= 1
        else:
            return _wrong(_note_of_surplus(actual, index))
    missing = next((token for token, count in words.items() if count > 0), None)
    if missing is not None:
        return _wrong(f"the output lacks {_show(missing)}")
    if len(got) < len(numbers):
        return _wrong(f"the output lacks {len(numbers) - len(got)} of {len(numbers)} numbers")
    for e, a in zip(sorted(numbers), sorted(got), strict=True):
        if close and not close(e, a):
            return _wrong(f"the numbers in sorted order: expected {e!r}, got {a!r}")
    return _RIGHT


def _tokens(text: bytes, fold: bool) -> Iterator[bytes]:
    return chain.from_iterable(_blocks(text, fold))


def _note_of_surplus(actual: bytes, index: int) -> str:
    found = _nth_token(actual, index)
    line, place, token = found if found else (0, 0, b"")
    return f"line {line}, token {place}: {_show(token)} is not expected, or too often"


def _check_values(comparison: Comparison, input: bytes, expected: bytes, actual: bytes) -> Match:
    """Compare JSON values."""
    if actual == expected:
        return _RIGHT
    try:
        wanted = load(expected)
    except NotComparable as error:
        raise ProblemError(f"the expected value of a test is broken: {error}") from None
    try:
        got = load(actual)
        note = difference(
            wanted, got, Closeness.of(comparison), unordered=comparison.kind == "unordered"
        )
    except NotComparable as error:
        return _wrong(f"the value cannot be read: {error}")
    except RecursionError:
        return _wrong("the value holds sets nested too deeply to compare")
    return _RIGHT if note is None else _wrong(note)


def _first_difference(left: bytes, right: bytes) -> int:
    """The first offset at which two texts differ, by halving: linear, at the speed of memory."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _byte(text: bytes, at: int) -> str:
    return _show(text[at : at + 1]) if at < len(text) else "the end"


def _show(token: bytes) -> str:
    """A token in quotes, cut and escaped to printable ASCII."""
    text = ascii(token[:40].decode("latin-1"))
    text = text if len(text) <= 64 else f"{text[:60]}...'"
    return text if len(token) <= 40 else f"{text} ({len(token)} bytes)"


def _wrong(note: str) -> Match:
    return Match(right=False, note=note[:200])
