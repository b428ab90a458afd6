"""Checking a package against its own labels: verdicts by judging, growths by measuring."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from coderl.complexity.growth import growth_of
from coderl.complexity.model import Growth
from coderl.errors import ProblemError, UsageError
from coderl.judge.grade import judge
from coderl.judge.judgement import Judgement
from coderl.judge.programs import submission_at
from coderl.judge.timelimit import with_time_limit, without_time_limit
from coderl.judge.verdict import Verdict
from coderl.languages.model import Submission
from coderl.problems.model import LabelledSubmission, Problem
from coderl.records import record
from coderl.sandbox.model import Sandbox


@record
class Finding:
    """One thing that was looked at. `verdict` and `growth` are what was found, `expected` what the
    package claims.
    """

    what: str
    ok: bool
    text: str
    verdict: str | None = None
    growth: str | None = None
    decided: bool | None = None
    plausible: tuple[str, ...] = ()


def check(
    problem: Problem,
    sandbox: Sandbox,
    *,
    fit: bool = True,
    on_step: Callable[[str], None] = lambda _: None,
) -> Iterator[Finding]:
    """Look at the package as a whole, then at every labelled submission; yield what was found, one
    by one.

    A growth contradicts its label when it is decided and another one, or undecided without the
    label among the plausible ones.
    """
    if not any(s.verdicts == ("AC",) for s in problem.submissions):
        yield Finding(
            what="submissions/accepted",
            ok=False,
            text="no accepted submission: nothing shows that the problem can be solved",
        )
    if problem.growth and not any(
        s.growth == problem.growth and s.verdicts == ("AC",) for s in problem.submissions
    ):
        yield Finding(
            what="problem.yaml",
            ok=False,
            text=f"no accepted submission claims the expected growth {problem.growth}",
        )
    if problem.time_rule is not None:
        problem = _with_limit(problem, sandbox, on_step)
    for labelled in problem.submissions:
        yield from _check_submission(problem, labelled, sandbox, fit, on_step)


def _with_limit(problem: Problem, sandbox: Sandbox, on_step: Callable[[str], None]) -> Problem:
    """Find the time limit of a package that states none, from its accepted submissions."""
    patient = without_time_limit(problem)
    judgements: list[Judgement] = []
    for labelled in problem.submissions:
        if labelled.verdicts == ("AC",):
            on_step(f"{problem.id}: looking for the time limit with {labelled.path.name}")
            with contextlib.suppress(UsageError):  # it is reported where it is judged
                judgements.append(judge(patient, submission_at(labelled.path), sandbox))
    return with_time_limit(problem, judgements)


def _check_submission(
    problem: Problem,
    labelled: LabelledSubmission,
    sandbox: Sandbox,
    fit: bool,
    on_step: Callable[[str], None],
) -> Iterator[Finding]:
    what = f"{labelled.path.parent.name}/{labelled.path.name}"
    try:
        submission = submission_at(labelled.path)
    except (UsageError, OSError) as error:
        yield Finding(what=what, ok=False, text=f"cannot be judged: {error}")
        return
    on_step(f"{problem.id}: judging {what}")
    try:
        # the verdict is that of the first case that is not AC: the others would only cost time
        judgement = judge(problem, submission, sandbox, stop_at_first=True)
    except ProblemError:
        raise
    except UsageError as error:  # C++ where a function is asked for
        yield Finding(what=what, ok=False, text=f"cannot be judged: {error}")
        return
    ok = not labelled.verdicts or judgement.verdict.value in labelled.verdicts
    claimed = " or ".join(labelled.verdicts)
    text = (
        f"{judgement.verdict}"
        if ok
        else f"{judgement.verdict}, not {claimed} ({judgement.note or 'no case tells'})"
    )
    yield Finding(what=what, ok=ok, text=text, verdict=judgement.verdict.value)
    measurable = (
        all(case.verdict in (Verdict.AC, Verdict.TLE) for case in judgement.cases)
        and judgement.cases
    )
    if fit and labelled.growth and measurable:
        on_step(f"{problem.id}: measuring {what}")
        yield _check_growth(problem, labelled, submission, sandbox, what)


def _check_growth(
    problem: Problem,
    labelled: LabelledSubmission,
    submission: Submission,
    sandbox: Sandbox,
    what: str,
) -> Finding:
    try:
        report = growth_of(problem, submission, sandbox)
    except ProblemError as error:
        return Finding(what=what, ok=False, text=str(error))
    found, label = report.fit, Growth(str(labelled.growth))
    plausible = tuple(growth.value for growth in found.plausible)
    if found.decided:
        ok, text = (
            found.growth is label,
            f"{found.growth}" if found.growth is label else f"{found.growth}, not {label}",
        )
    else:
        ok = label in found.plausible
        text = f"undecided: {' or '.join(plausible) or found.reason}" + (
            "" if ok else f", not {label}"
        )
    if report.wrong_at is not None:
        ok, text = (
            False,
            f"{text}; its outputs differ from the reference's from n = {report.wrong_at} on",
        )
    growth = found.growth.value if found.growth else None
    return Finding(
        what=what, ok=ok, text=text, growth=growth, decided=found.decided, plausible=plausible
    )
