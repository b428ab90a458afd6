"""From a submission and a problem to a judgement. Knows no curve."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing

from coderl.errors import ProblemError
from coderl.judge.checking import Checking
from coderl.judge.conversation import converse
from coderl.judge.judgement import CaseResult, Judgement
from coderl.judge.played import Played, why
from coderl.judge.programs import files_at_run
from coderl.judge.validator import Validator
from coderl.judge.verdict import Verdict, verdict_of
from coderl.languages.build import build
from coderl.languages.model import BuildFailure, Submission
from coderl.problems.encoding import input_of
from coderl.problems.model import Match, Problem, TestCase
from coderl.sandbox.model import LoadFailure, Outcome, Program, Sandbox, Session


def judge(
    problem: Problem,
    submission: Submission,
    sandbox: Sandbox,
    *,
    stop_at_first: bool = False,
    on_case: Callable[[CaseResult], None] | None = None,
) -> Judgement:
    """Judge a submission over every case of a problem, or up to the first that is not accepted.

    Raises ProblemError where the package is at fault, SandboxError where we are; never for what the
    submission does.
    """
    if not problem.cases:
        raise ProblemError(
            f"{problem.id}: a problem without test cases judges nothing: put .in and .ans files "
            "into data/secret"
        )
    tier = sandbox.tier
    results: list[CaseResult] = []
    try:
        program = build(submission, sandbox, entry=problem.interface.entry)
        talks = problem.interactive
        with (
            sandbox.open(
                program, scratch=bool(files_at_run(submission, program)), lazily=not talks
            ) as session,
            Checking(problem, sandbox.sibling() if talks else sandbox) as check,
            closing(
                _played(problem, submission, program, session, check, ahead=not stop_at_first)
            ) as plays,
        ):
            for case, played in zip(problem.cases, plays, strict=True):
                results.append(_result(case, played))
                if on_case is not None:
                    on_case(results[-1])
                if stop_at_first and results[-1].verdict is not Verdict.AC:
                    break
    except (BuildFailure, LoadFailure) as failure:
        return Judgement(
            problem_id=problem.id,
            language=submission.language,
            verdict=Verdict.CE,
            cases=(),
            total=len(problem.cases),
            tier=tier,
            note=str(failure),
        )
    first = next((r for r in results if r.verdict is not Verdict.AC), None)
    return Judgement(
        problem_id=problem.id,
        language=submission.language,
        verdict=first.verdict if first else Verdict.AC,
        cases=tuple(results),
        total=len(problem.cases),
        tier=tier,
        note=f"{first.name}: {first.note}" if first and first.note else "",
    )


def _played(
    problem: Problem,
    submission: Submission,
    program: Program,
    session: Session,
    check: Checking,
    *,
    ahead: bool,
) -> Generator[Played]:
    """Have every case played, in order; `ahead` lets the next runs go on while an output is looked
    at.
    """
    beside = files_at_run(submission, program)
    inputs = (input_of(problem, case) for case in problem.cases)
    if problem.interactive or problem.passes > 1:
        assert check.validator is not None  # the package has one, else it had been refused
        play = _Passes(problem, session, check.validator, beside)
        yield from (play(case) for case in problem.cases)
    elif ahead and not beside:
        for case, outcome in zip(problem.cases, session.runs(inputs, problem.limits), strict=True):
            yield _decided(case, program, outcome, check)
    else:
        for case, data in zip(problem.cases, inputs, strict=True):
            outcome = session.run(data, problem.limits, files=beside)
            yield _decided(case, program, outcome, check)


class _Passes:
    """Plays a case in which the validator has a say in what comes next."""

    def __init__(
        self,
        problem: Problem,
        session: Session,
        validator: Validator,
        beside: Mapping[str, bytes],
    ) -> None:
        self._problem = problem
        self._session = session
        self._validator = validator
        self._beside = beside

    def __call__(self, case: TestCase) -> Played:
        """Play it until nothing comes next. Limits hold for each pass; what is told is the most
        that a pass took.
        """
        data, feedback = input_of(self._problem, case), dict[str, bytes]()
        outcomes: list[Outcome] = []
        for _ in range(self._problem.passes):
            played = self._pass(case, data, feedback)
            outcomes.append(played.outcome)
            if played.verdict is not Verdict.AC or played.next_input is None:
                return dataclasses.replace(played, outcome=_most(outcomes))
            data, feedback = played.next_input, dict(played.feedback)
        raise ProblemError(
            f"{self._validator.path}: {case.name}: the output validator asks for more than the "
            f"{self._problem.passes} passes of limits.validation_passes"
        )

    def _pass(self, case: TestCase, data: bytes, feedback: Mapping[str, bytes]) -> Played:
        problem, validator = self._problem, self._validator
        comparison = problem.comparison_of(case)
        if problem.interactive:
            given = dataclasses.replace(case, input=data)
            return converse(
                given, comparison, self._session, validator, problem.limits, feedback,
                beside=self._beside,
            )  # fmt: skip
        outcome = self._session.run(data, problem.limits, files=self._beside)
        verdict = verdict_of(outcome)
        if verdict is not None:
            return Played(outcome=outcome, verdict=verdict, note=_note(verdict, outcome))
        ruling = validator(case, comparison, outcome.stdout, feedback=feedback)
        match = validator.match(ruling)
        return Played(
            outcome=outcome,
            verdict=Verdict.AC if match.right else Verdict.WA,
            note=match.note,
            next_input=ruling.next_input,
            feedback=ruling.feedback,
        )


def _most(outcomes: Sequence[Outcome]) -> Outcome:
    return dataclasses.replace(
        outcomes[-1],
        cpu_s=max(outcome.cpu_s for outcome in outcomes),
        wall_s=sum(outcome.wall_s for outcome in outcomes),
        peak_memory_bytes=max(outcome.peak_memory_bytes for outcome in outcomes),
    )


def _decided(case: TestCase, program: Program, outcome: Outcome, check: Checking) -> Played:
    verdict = verdict_of(outcome)
    if verdict is not None:
        return Played(outcome=outcome, verdict=verdict, note=_note(verdict, outcome))
    match = _match(case, program, outcome, check)
    verdict = Verdict.AC if match.right else Verdict.WA
    return Played(outcome=outcome, verdict=verdict, note=match.note)


def _note(verdict: Verdict, outcome: Outcome) -> str:
    return why(outcome) if verdict is Verdict.RE else ""


def _result(case: TestCase, played: Played) -> CaseResult:
    return CaseResult(
        name=case.name,
        verdict=played.verdict,
        cpu_s=played.outcome.cpu_s,
        wall_s=played.outcome.wall_s,
        peak_memory_bytes=played.outcome.peak_memory_bytes,
        note=played.note,
    )


def _match(case: TestCase, program: Program, outcome: Outcome, check: Checking) -> Match:
    if program.kind != "call":
        return check(case, outcome.stdout)
    value = value_of(outcome)
    return Match(right=False, note="no value was returned") if value is None else check(case, value)


def value_of(outcome: Outcome) -> bytes | None:
    """The JSON text of the value that the one call of a run returned, None where there is none."""
    result = outcome.result or b""
    return (
        result[1:-1]
        if result.startswith(b"[") and result.endswith(b"]") and len(result) > 2
        else None
    )
