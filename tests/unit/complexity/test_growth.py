from __future__ import annotations

import json
from pathlib import Path

import pytest

from coderl.complexity.growth import _same, reference_of
from coderl.complexity.model import Growth
from coderl.problems.model import GROWTHS, Comparison, Interface, LabelledSubmission, Problem
from coderl.problems.model import TestCase as Case
from coderl.sandbox.model import Limits, Outcome, Tier

CALL, STDIN = Interface(style="call", entry="f"), Interface()


def outcome(result: bytes = b"", stdout: bytes = b"") -> Outcome:
    return Outcome(
        exit_code=0,
        signal=None,
        stopped_by=None,
        cpu_s=0,
        wall_s=0,
        peak_memory_bytes=0,
        stdout=stdout,
        stderr=b"",
        tier=Tier.A,
        result=result,
    )


def test_both_floors_spell_the_growths_alike() -> None:
    assert tuple(GROWTHS) == tuple(growth.value for growth in Growth)
    assert [growth.rank for growth in Growth] == list(range(11))


@pytest.mark.parametrize(
    ("mine", "same"),
    [
        ([1, [2.0]], True),
        ([1, [2.0000000000001]], True),
        ([1.0, [2]], True),
        ([1, [3]], False),
        ([1], False),
        ([], False),
        ([1, [2], 3], False),
    ],
)
def test_values_of_calls_are_compared_one_by_one(mine: list[object], same: bool) -> None:
    compare = _same(CALL, None)
    assert compare is not None
    got = compare(b"", outcome(json.dumps(mine).encode()), outcome(b"[1, [2]]"))
    assert got is same


@pytest.mark.parametrize(
    "result",
    [b"", b"x", b"[", b"{}", b"[1, [2]", b"\xff", b"[" * 10**5, b"[1, [2" + b"9" * 5000 + b"]]"],
)
def test_a_broken_result_is_another_one(result: bytes) -> None:
    compare = _same(CALL, Comparison())
    assert compare is not None
    assert not compare(b"", outcome(result), outcome(b"[1, [2]]"))
    assert not compare(b"", outcome(b"[1, [2]]"), outcome(result))


@pytest.mark.parametrize("depth", [100, 900, 990, 994, 996, 998, 1000, 1100, 5000])
def test_results_of_any_depth_are_compared_without_an_error(depth: int) -> None:
    compare = _same(CALL, Comparison())
    assert compare is not None
    deep = b"[" * depth + b"]" * depth
    assert compare(b"", outcome(deep), outcome(deep))
    compare(b"", outcome(deep), outcome(b"[1]" + b" "))
    compare(b"", outcome(b"[" + deep + b"]"), outcome(b"[" + deep + b" ]"))


def test_outputs_are_compared_by_their_tokens() -> None:
    compare = _same(STDIN, None)
    assert compare is not None
    assert compare(b"", outcome(stdout=b"1  2\n"), outcome(stdout=b"1 2"))
    assert not compare(b"", outcome(stdout=b"1 3"), outcome(stdout=b"1 2"))


def test_only_the_problems_own_validator_can_compare_where_it_has_one() -> None:
    assert _same(STDIN, Comparison(kind="custom", validator=Path("x.py"))) is None


def problem(folder: Path, *submissions: LabelledSubmission, growth: str | None = "O(n)") -> Problem:
    return Problem(
        id="p",
        name="P",
        statement="",
        interface=CALL,
        limits=Limits(),
        comparison=Comparison(),
        cases=(Case(name="a", input=b"[1]", expected=b"1"),),
        growth=growth,
        submissions=submissions,
        folder=folder,
    )


def labelled(path: Path, *verdicts: str, growth: str | None = "O(n)") -> LabelledSubmission:
    path.write_bytes(path.name.encode())
    return LabelledSubmission(path=path, verdicts=verdicts or ("AC",), growth=growth)


def test_the_reference_is_accepted_and_has_the_problems_growth_and_the_language(
    tmp_path: Path,
) -> None:
    submissions = (
        labelled(tmp_path / "slow.py", growth="O(n^2)"),
        labelled(tmp_path / "unknown.py", growth=None),
        labelled(tmp_path / "wrong.py", "WA"),
        labelled(tmp_path / "perhaps.py", "AC", "TLE"),
        labelled(tmp_path / "notes.txt"),
        labelled(tmp_path / "best.cpp"),
        labelled(tmp_path / "best.py"),
    )
    for language, name in (("python", b"best.py"), ("cpp", b"best.cpp")):
        found = reference_of(problem(tmp_path, *submissions), language)
        assert found is not None
        assert (found.source, found.language) == (name, language)
    assert reference_of(problem(tmp_path, *submissions[:6]), "python") is None
    assert reference_of(problem(tmp_path, *submissions, growth=None), "python") is None
