from typing import Any

import pytest

from benchmarks.sandbox.package_report import note_of, remarks, tables, totals
from benchmarks.sandbox.packages import request_of
from benchmarks.sandbox.programs import tests as some_tests
from benchmarks.sandbox.ways import problem_of
from coderl.problems import model
from coderl.problems.model import Comparison, Interface, Problem
from coderl.sandbox.model import Limits


def row(
    mine: str, theirs: str | None, *, label: str = "AC", wall_s: Any = 1.0, validator: bool = False
) -> Any:
    about = {"problem": "p", "submission": "accepted/a.py", "label": [label], "tests": 3}
    about |= {"validator": validator}
    about |= {"coderl": {"verdict": mine, "wall_s": 1.0, "cpu_s": 0.5}}
    if theirs is not None:
        about |= {"livecodebench": {"verdict": theirs, "wall_s": wall_s, "cpu_s": wall_s}}
    return about


def problem(comparison: Comparison, **more: Any) -> Problem:
    case = model.TestCase(name="secret/1", input=b"[1, [2, 3]]", expected=b"4")
    values: dict[str, Any] = {"interface": Interface(), "limits": Limits(cpu_s=1.2), **more}
    return Problem(id="p", name="p", statement="", cases=(case,), comparison=comparison, **values)


def test_labels_are_counted_for_each_and_differences_for_both() -> None:
    found = totals([row("AC", "AC"), row("RE", "AC", label="RE"), row("AC", "WA")])
    assert found["as_labelled"] == {"coderl": 3, "livecodebench": 1}
    assert found["differ"] == 2
    assert found["compared"]["cpu_s"] == {"coderl": 1.5, "livecodebench": 3.0}
    assert found["both_accept"] == {
        "submissions": 1,
        "wall_s": {"coderl": 1.0, "livecodebench": 1.0},
        "cpu_s": {"coderl": 0.5, "livecodebench": 1.0},
    }


def test_a_submission_that_the_other_cannot_take_is_in_no_sum() -> None:
    found = totals([row("AC", "-", wall_s=None), row("AC", "AC")])
    assert found["compared"]["submissions"] == 1
    assert found["submissions"] == 2
    assert found["differ"] == 1


def test_what_a_validator_decides_is_not_in_the_sum_of_what_both_accept() -> None:
    found = totals([row("AC", "AC", validator=True), row("AC", "AC")])
    assert found["both_accept"]["submissions"] == 1
    assert found["compared"]["submissions"] == 2


def test_without_the_other_grader_there_is_nothing_to_compare() -> None:
    found = totals([row("AC", None)])
    assert "compared" not in found
    whole = {"tier": "A", "unread": {"q": "broken"}, "missing": {"why": "no", "bring": "x"}}
    assert len(tables(whole | found)) == 1
    assert remarks(whole | found) == [
        "package not read: q: broken",
        "packages without LiveCodeBench: no; to bring it: x",
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "comparison", "note"),
    [
        ("AC", "AC", Comparison(), ""),
        ("AC", "WA", Comparison(kind="custom"), "it has no output validators"),
        ("AC", "WA", Comparison(float_absolute=1e-6), "it has no tolerance for numbers"),
        ("CE", "RE", Comparison(), "it has no verdict for what does not compile"),
        ("TLE", "WA", Comparison(kind="custom"), ""),
    ],
)
def test_a_difference_is_explained_only_where_that_can_be_the_cause(
    mine: str, theirs: str, comparison: Comparison, note: str
) -> None:
    assert note_of(problem(comparison), row(mine, theirs)) == note


def test_a_whole_program_goes_to_the_other_grader_with_its_tests_as_text() -> None:
    given = some_tests(2)
    request = request_of(problem_of(given), b"print(1)")
    assert request["tests"] == [[i.decode(), o.decode()] for i, o in given]
    assert request["entry"] is None


def test_a_function_goes_with_one_argument_a_line_and_whole_seconds() -> None:
    call = problem(Comparison(), interface=Interface(style="call", entry="f"))
    request = request_of(call, b"def f(a, b): ...")
    assert request["tests"] == [["1\n[2, 3]", "4"]]
    assert (request["entry"], request["timeout_s"]) == ("f", 2)


@pytest.mark.parametrize("more", [{"interactive": True}, {"passes": 2}])
def test_more_than_one_input_and_output_is_not_put_to_the_other_grader(more: Any) -> None:
    odd = problem(Comparison(kind="custom"), **more)
    with pytest.raises(ValueError, match="more than one input"):
        request_of(odd, b"print(1)")
    assert note_of(odd, row("AC", "-")) == "it knows one input and one output"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        request_of(problem(Comparison()), b"\xff")
