"""Every bundled package is what it claims to be."""

from __future__ import annotations

import pytest

from coderl.cli.check import check
from coderl.problems.model import GROWTHS
from coderl.problems.package import bundled
from coderl.sandbox.model import Sandbox

IDS = bundled().ids()
# These show what packages can be, not how cost grows.
SHOWS = ("any_divisor", "find_number", "relay_count")
GROWING = tuple(name for name in IDS if name not in SHOWS)


@pytest.mark.sandbox
@pytest.mark.parametrize("problem_id", IDS)
def test_every_submission_gets_its_verdict(strongest: Sandbox, problem_id: str) -> None:
    found = list(check(bundled().get(problem_id), strongest, fit=False))
    assert found
    assert [f"{one.what}: {one.text}" for one in found if not one.ok] == []


@pytest.mark.sandbox
@pytest.mark.timing
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("problem_id", GROWING)
def test_every_submission_has_its_growth(strongest: Sandbox, problem_id: str) -> None:
    found = list(check(bundled().get(problem_id), strongest))
    assert [f"{one.what}: {one.text}" for one in found if not one.ok] == []


@pytest.mark.parametrize("problem_id", GROWING)
def test_a_package_has_what_the_issue_asks_for(problem_id: str) -> None:
    problem = bundled().get(problem_id)
    assert problem.statement.strip()
    assert problem.growth in GROWTHS
    assert problem.generators
    verdicts = {s.path.parent.name: set[str]() for s in problem.submissions}
    for submission in problem.submissions:
        verdicts[submission.path.parent.name].add(submission.path.suffix)
    assert ".py" in verdicts["accepted"]
    assert "wrong_answer" in verdicts
    accepted = [s for s in problem.submissions if s.verdicts == ("AC",) and s.growth]
    assert any(s.growth == problem.growth for s in accepted)
    slower = [
        s
        for s in problem.submissions
        if s.path.parent.name in ("time_limit_exceeded", "brute_force")
        or (s.growth and GROWTHS.index(s.growth) > GROWTHS.index(str(problem.growth)))
    ]
    assert slower


def test_there_are_enough_problems_growths_and_languages() -> None:
    problems = [bundled().get(problem_id) for problem_id in GROWING]
    assert len(problems) >= 12
    assert len({problem.growth for problem in problems}) >= 8
    with_cpp = [p for p in problems if any(s.path.suffix == ".cpp" for s in p.submissions)]
    assert 2 * len(with_cpp) >= len(problems)
