"""Comparing the values of call style: two JSON texts, read and compared without trusting the
second.

Numbers are equal by value (1 is 1.0), booleans are no numbers, NaN is NaN, texts are equal letter
by letter. A set (`{"$set": [...]}`, as the runner writes Python's) equals another set, and no list:
else returning one would be a way around an order that is asked for. Nothing here recurses with the
depth of a value, except from one set into another.
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterator
from typing import Any, cast

from coderl.problems.model import Comparison
from coderl.records import record

DEFAULT_TOLERANCE = 1e-9
"""For floats, absolute or relative, where a problem names none; enough for another order of
summation.
"""
_MOST_INT_DIGITS = 400
"""Longer integers stay text: no float reaches them, and turning them into numbers costs quadratic
time.
"""
_MOST_TRIES = 200_000
"""So many pairs of elements are compared where keys do not pair them: 440 with 440, a second at
most.
"""


class NotComparable(Exception):
    """A text that is not a JSON value that can be compared; the message says why."""


class SetValue(list[Any]):
    """The elements of a set, in the order in which they were written."""


@record
class Digits:
    """An integer too long to be worth a number."""

    text: str


@record
class Closeness:
    """When two numbers are equal. `for_integers`: the tolerances hold between two integers too."""

    absolute: float
    relative: float
    for_integers: bool

    @staticmethod
    def of(comparison: Comparison) -> Closeness:
        """Take the problem's tolerances; without any 1e-9 for floats, with `exact` none."""
        if comparison.kind == "exact":
            return Closeness(absolute=0.0, relative=0.0, for_integers=False)
        if comparison.float_absolute is None and comparison.float_relative is None:
            return Closeness(
                absolute=DEFAULT_TOLERANCE, relative=DEFAULT_TOLERANCE, for_integers=False
            )
        return Closeness(
            absolute=comparison.float_absolute or 0.0,
            relative=comparison.float_relative or 0.0,
            for_integers=True,
        )

    def __call__(self, expected: float, actual: float) -> bool:
        """Compare two numbers, of which neither is a boolean."""
        if expected == actual or (expected != expected and actual != actual):
            return True
        if isinstance(expected, int) and isinstance(actual, int) and not self.for_integers:
            return False
        try:
            difference = abs(expected - actual)
            finite = math.isfinite(expected) and math.isfinite(actual)
            return finite and (
                difference <= self.absolute or difference <= self.relative * abs(expected)
            )
        except OverflowError:
            return False


def load(text: bytes) -> Any:
    """Read a JSON text. Raises NotComparable, and nothing else, whatever the text."""
    try:
        return json.loads(text.decode("utf-8"), parse_int=_integer, object_hook=_object)
    except UnicodeDecodeError as error:
        raise NotComparable(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise NotComparable(f"not JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise NotComparable("nested too deeply") from None


def _integer(text: str) -> int | Digits:
    return int(text) if len(text) <= _MOST_INT_DIGITS else Digits(text=text)


def _object(value: dict[str, Any]) -> Any:
    if len(value) == 1 and isinstance(value.get("$set"), list):
        return SetValue(value["$set"])
    return value


def difference(
    expected: Any, actual: Any, close: Closeness, *, unordered: bool = False
) -> str | None:
    """Say where two values differ, or None; `unordered` is about the outermost lists."""
    if unordered and isinstance(expected, list) and isinstance(actual, list):
        return _unordered_difference(cast("list[Any]", expected), cast("list[Any]", actual), close)
    found = _first_difference(expected, actual, close)
    if found is None:
        return None
    path, note = found
    where = "".join(f"[{step!a}]" for step in path)[:80]
    return f"at {where}: {note}" if where else note


_Pairs = Iterator[tuple[Any, Any, Any]]


def _first_difference(expected: Any, actual: Any, close: Closeness) -> tuple[list[Any], str] | None:
    """Walk two values side by side, depth first, on a stack of our own."""
    stack: list[_Pairs] = [iter([(None, expected, actual)])]
    steps: list[Any] = [None]
    while stack:
        for step, e, a in stack[-1]:
            steps[-1] = step
            if isinstance(e, (list, dict)) and isinstance(a, (list, dict)):
                note, inner = _enter(cast("Any", e), cast("Any", a), close)
                if inner is not None:
                    stack.append(inner)
                    steps.append(None)
                    break
            else:
                note = None if _same_scalar(e, a, close) else f"expected {show(e)}, got {show(a)}"
            if note is not None:
                return steps[1:], note
        else:
            stack.pop()
            steps.pop()
    return None


def _enter(e: Any, a: Any, close: Closeness) -> tuple[str | None, _Pairs | None]:
    """Compare two containers from outside: a note, or the pairs that are yet to compare."""
    if isinstance(e, dict) != isinstance(a, dict):
        return f"expected {show(e)}, got {show(a)}", None
    if isinstance(e, dict):
        e = cast("dict[str, Any]", e)
        if e.keys() != a.keys():
            key = min((key for key in e.keys() ^ a.keys()), key=str)
            return (
                f"the key {_cut(ascii(key))} is {'missing' if key in e else 'not expected'}",
                None,
            )
        return None, ((key, e[key], a[key]) for key in e)
    if isinstance(e, SetValue) != isinstance(a, SetValue):
        return f"expected {show(e)}, got {show(a)}", None
    if isinstance(e, SetValue):
        return _unordered_difference(e, a, close), None
    if len(e) != len(a):
        return f"expected {show(e)}, got {show(a)}", None
    return None, ((i, x, y) for i, (x, y) in enumerate(zip(e, a, strict=True)))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same_scalar(e: Any, a: Any, close: Closeness) -> bool:
    if _is_number(e) and _is_number(a):
        return close(e, a)
    return type(e) is type(a) and e == a


def _unordered_difference(expected: list[Any], actual: list[Any], close: Closeness) -> str | None:
    """Match two lists as multisets: equal elements by hashing, then what may be close."""
    if len(expected) != len(actual):
        return f"expected {len(expected)} elements, got {len(actual)}"
    if all(map(_is_number, expected)) and all(map(_is_number, actual)):
        return _sorted_difference(expected, actual, close)
    rest, left = _subtract(expected, actual)
    if not left:
        return None
    return _loose_difference(rest, left, close)


def _subtract(expected: list[Any], actual: list[Any]) -> tuple[list[Any], list[Any]]:
    """What stays of both lists when equal elements cancel each other."""
    buckets: dict[Hashable, list[Any]] = {}
    for e in reversed(expected):
        buckets.setdefault(_key(e), []).append(e)
    left: list[Any] = []
    for a in actual:
        bucket = buckets.get(_key(a))
        if bucket:
            bucket.pop()
        else:
            left.append(a)
    return [e for bucket in buckets.values() for e in bucket], left


def _loose_difference(rest: list[Any], left: list[Any], close: Closeness) -> str | None:
    """Match what is not equal but may be close, by a rounded key, then each with each."""
    if not close.for_integers and not any(
        isinstance(a, (float, SetValue)) for v in (*rest, *left) for a in _atoms(v)
    ):
        return f"the element {show(left[0])} is not expected, or too often"
    # Smallest first on both sides, so that neighbours within a tolerance do not take each other's.
    buckets: dict[int, list[Any]] = {}
    for e in sorted(rest, key=_order, reverse=True):
        buckets.setdefault(_rough_key(e), []).append(e)
    left = sorted(left, key=_order)
    tries = iter(range(_MOST_TRIES))
    unmatched = [a for a in left if not _take(buckets.get(_rough_key(a), []), a, close, tries)]
    rest = sorted((e for bucket in buckets.values() for e in bucket), key=_order, reverse=True)
    for a in unmatched:
        if not _take(rest, a, close, tries):
            return f"the element {show(a)} is not expected, or too often"
    return None


def _sorted_difference(expected: list[Any], actual: list[Any], close: Closeness) -> str | None:
    """Compare numbers in sorted order: under one tolerance, if any order matches, that does."""

    def order(value: float) -> tuple[bool, float]:
        return (value != value, 0 if value != value else value)

    for e, a in zip(sorted(expected, key=order), sorted(actual, key=order), strict=True):
        if not close(e, a):
            return f"in sorted order: expected {show(e)}, got {show(a)}"
    return None


def _take(bucket: list[Any], actual: Any, close: Closeness, tries: Iterator[int]) -> bool:
    """Take an element equal to `actual` out of the bucket, as long as there are tries."""
    for i in range(len(bucket) - 1, -1, -1):
        if next(tries, None) is None:
            return False
        if _first_difference(bucket[i], actual, close) is None:
            del bucket[i]
            return True
    return False


def _atoms(value: Any) -> Iterator[Any]:
    """Every container and scalar in a value, depth first, a container before what it holds."""
    stack = [value]
    while stack:
        top = stack.pop()
        yield top
        if isinstance(top, dict):
            for key, inner in sorted(cast("dict[str, Any]", top).items(), reverse=True):
                stack += (inner, key)
        elif isinstance(top, list):
            stack += reversed(cast("list[Any]", top))


def _key(value: Any) -> Hashable:
    """A key that equal values share: 1 and 1.0, NaN and NaN; a set by its written order."""
    if not isinstance(value, (list, dict)):
        return _atom_key(value)
    return tuple(map(_atom_key, _atoms(cast("Any", value))))


def _atom_key(atom: Any) -> Hashable:
    if _is_number(atom):
        return ("number", atom if atom == atom else "nan")
    if isinstance(atom, (list, dict)):
        return (type(cast("Any", atom)).__name__, len(cast("Any", atom)))
    return (type(atom).__name__, atom)


def _order(value: Any) -> list[tuple[str, Any]]:
    """A key to sort values by, whatever their types: by number where they differ in numbers."""
    return [_rank(atom) for atom in _atoms(value)]


def _rank(atom: Any) -> tuple[str, Any]:
    if _is_number(atom):
        return ("number", atom) if atom == atom else ("nan", 0)
    if isinstance(atom, (list, dict)):
        return (type(cast("Any", atom)).__name__, len(cast("Any", atom)))
    if isinstance(atom, Digits):
        return ("digits", atom.text)
    return (type(atom).__name__, 0 if atom is None else atom)


def _rough_key(value: Any) -> int:
    """A key that close values mostly share: numbers rounded; no order, for the sake of sets."""
    return sum(hash(_atom_key(_rounded(atom))) for atom in _atoms(value))


def _rounded(atom: Any) -> Any:
    return float(f"{atom:.6g}") if _is_number(atom) and abs(atom) < 1e300 else atom


def show(value: Any) -> str:
    """A value as a short, one-line ASCII text for a note."""
    if isinstance(value, list):
        kind = "a set" if isinstance(value, SetValue) else "a list"
        return f"{kind} of {len(cast('list[Any]', value))}"
    if isinstance(value, dict):
        return f"an object of {len(cast('dict[str, Any]', value))}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Digits):
        return f"an integer of {len(value.text.lstrip('-'))} digits"
    return _cut(ascii(value[:60] if isinstance(value, str) else value))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
