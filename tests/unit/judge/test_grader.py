from __future__ import annotations

import dataclasses
import os
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coderl.errors import ProblemError, SandboxError
from coderl.judge import kept
from coderl.judge.grader import Attempt, LocalGrader
from coderl.judge.judgement import Judgement
from coderl.judge.kept import JudgementCache, key_of_attempt
from coderl.judge.verdict import Verdict
from coderl.languages.model import Submission
from coderl.problems.model import Comparison, Interface, Problem
from coderl.problems.model import TestCase as Case
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import Limits, Outcome, Program, Stop, Tier
from coderl.units import MIB

OK = Outcome(
    exit_code=0,
    signal=None,
    stopped_by=None,
    cpu_s=0.01,
    wall_s=0.02,
    peak_memory_bytes=MIB,
    stdout=b"1\n",
    stderr=b"",
    tier=Tier.A,
)


def problem(**changes: object) -> Problem:
    base = Problem(
        id="one",
        name="One",
        statement="",
        cases=(Case(name="secret/1", input=b"1", expected=b"1"),),
        interface=Interface(),
        limits=Limits(),
        comparison=Comparison(),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def python(source: bytes = b"print(1)") -> Submission:
    return Submission(source=source, language="python")


def attempt(source: bytes = b"print(1)", **changes: object) -> Attempt:
    return Attempt(problem=problem(**changes), submission=python(source))


Ran = Counter[bytes]


@pytest.fixture
def ran() -> Ran:
    return Counter()


@pytest.fixture
def grader(ran: Ran) -> Iterator[Callable[..., LocalGrader]]:
    made: list[LocalGrader] = []

    def answer(program: Program, data: bytes) -> Outcome:
        ran[program.source] += 1
        if b"fail" in program.source:
            raise SandboxError("gone")
        return dataclasses.replace(OK, stdout=b"2" if b"wrong" in program.source else b"1")

    def make(cache: JudgementCache | None = None) -> LocalGrader:
        made.append(LocalGrader(2, open_sandbox=lambda: FakeSandbox(answer), kept=cache))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_judgements_come_in_order_and_a_fault_of_ours_is_none(
    grader: Callable[..., LocalGrader],
) -> None:
    sources = [b"a", b"fail", b"wrong", b"b", b"fail 2"]
    found = grader().grade([attempt(source) for source in sources])
    verdicts = [one.verdict if one else None for one in found]
    assert verdicts == [Verdict.AC, None, Verdict.WA, Verdict.AC, None]


def test_equal_attempts_are_judged_once(grader: Callable[..., LocalGrader], ran: Ran) -> None:
    one = grader()
    graded = list(one.grade_in_order([attempt(), attempt(b"x"), attempt(), attempt()]))
    assert ran == {b"print(1)": 1, b"x": 1}
    assert [g.known for g in graded] == [False, False, True, True]
    assert one.grade([attempt()])[0] == graded[0].judgement
    assert ran[b"print(1)"] == 1


def test_what_failed_is_tried_again_the_next_time(
    grader: Callable[..., LocalGrader], ran: Ran
) -> None:
    one = grader()
    graded = list(one.grade_in_order([attempt(b"fail"), attempt(b"fail")]))
    assert [(g.judgement, str(g.error)) for g in graded] == [(None, "gone")] * 2
    before = ran[b"fail"]
    one.grade([attempt(b"fail")])
    assert ran[b"fail"] > before


def test_a_broken_package_is_the_attempts_error(grader: Callable[..., LocalGrader]) -> None:
    (graded,) = grader().grade_in_order([attempt(cases=())])
    assert isinstance(graded.error, ProblemError)


def test_a_grader_can_be_pickled(grader: Callable[..., LocalGrader], tmp_path: Path) -> None:
    made = LocalGrader(2, kept=JudgementCache(tmp_path))
    with pickle.loads(pickle.dumps(made)) as again:
        assert isinstance(again, LocalGrader)


def test_what_was_judged_is_kept_for_the_next_grader(
    grader: Callable[..., LocalGrader], ran: Ran, tmp_path: Path
) -> None:
    first = grader(JudgementCache(tmp_path)).grade([attempt(), attempt(b"wrong")])
    second = grader(JudgementCache(tmp_path)).grade([attempt(), attempt(b"wrong")])
    assert first == second
    assert sum(ran.values()) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"cases": (Case(name="secret/1", input=b"2", expected=b"1"),)},
        {"cases": (Case(name="secret/1", input=b"1", expected=b"2"),)},
        {"cases": (Case(name="secret/2", input=b"1", expected=b"1"),)},
        {"limits": Limits(cpu_s=3.0)},
        {"comparison": Comparison(case_sensitive=True)},
        {"passes": 2},
        {"id": "two"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_decides_is_in_the_key(change: dict[str, object]) -> None:
    before = key_of_attempt(problem(), python(), False)
    assert key_of_attempt(problem(), python(), False) == before
    assert key_of_attempt(problem(**change), python(), False) != before


def test_source_files_language_and_way_are_in_the_key(tmp_path: Path) -> None:
    validator = tmp_path / "check.py"
    validator.write_text("exit(42)")
    custom = problem(comparison=Comparison(kind="custom", validator=validator))
    keys = {
        key_of_attempt(problem(), python(), False),
        key_of_attempt(problem(), python(), True),
        key_of_attempt(problem(), python(b"print(2)"), False),
        key_of_attempt(problem(), dataclasses.replace(python(), language="cpp"), False),
        key_of_attempt(problem(), dataclasses.replace(python(), files={"a": b"1"}), False),
        key_of_attempt(problem(), dataclasses.replace(python(), files={"a": b"2"}), False),
        key_of_attempt(custom, python(), False),
    }
    validator.write_text("exit(43)")
    again = problem(comparison=Comparison(kind="custom", validator=validator))
    keys.add(key_of_attempt(again, python(), False))
    assert len(keys) == 8


def judged(**changes: object) -> Judgement:
    from coderl.judge.grade import judge

    outcome = dataclasses.replace(OK, **changes)  # type: ignore[arg-type]
    return judge(problem(), python(), FakeSandbox(lambda program, data: outcome))


@pytest.mark.parametrize(
    ("changes", "kept_for_good"),
    [
        ({}, True),
        ({"stdout": b"2"}, True),
        ({"exit_code": 1}, True),
        ({"stopped_by": Stop.CPU, "exit_code": None, "cpu_s": 2.0}, False),
        ({"stopped_by": Stop.MEMORY, "exit_code": None}, False),
        ({"cpu_s": 1.9}, False),
        ({"wall_s": 3.0}, False),
        ({"peak_memory_bytes": 200 * MIB}, False),
    ],
)
def test_what_another_run_might_decide_otherwise_is_not_kept(
    tmp_path: Path, changes: dict[str, object], kept_for_good: bool
) -> None:
    cache = JudgementCache(tmp_path)
    judgement = judged(**changes)
    cache.put("key", judgement, problem().limits)
    found = cache.get("key", "python", Tier.A)
    assert found == (judgement if kept_for_good else None)
    assert cache.get("key", "python", Tier.B) is None


def test_a_damaged_a_foreign_and_a_linked_entry_count_as_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = JudgementCache(tmp_path)
    cache.put("key", judged(), problem().limits)
    (entry,) = tmp_path.iterdir()
    whole = entry.read_bytes()
    for damaged in (b"", whole[:-1], whole.replace(b'"AC"', b'"WA"'), whole[:32] + b"{}"):
        entry.write_bytes(damaged)
        assert cache.get("key", "python", Tier.A) is None
    entry.write_bytes(whole)
    assert cache.get("key", "python", Tier.A) is not None
    with monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: 12345)
        assert cache.get("key", "python", Tier.A) is None
    entry.rename(tmp_path / "elsewhere")
    entry.symlink_to(tmp_path / "elsewhere")
    assert cache.get("key", "python", Tier.A) is None


def test_another_machine_has_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of_attempt(problem(), python(), False)
    monkeypatch.setattr(kept, "_machine", lambda: "another")
    assert key_of_attempt(problem(), python(), False) != before


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = JudgementCache(tmp_path / "file" / "below")
    cache.put("key", judged(), problem().limits)
    assert cache.get("key", "python", Tier.A) is None
