"""From a submission and a problem to a judgement. Knows no curve."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing

from coderl.errors import ProblemError
from coderl.judge.checking import Checking
from coderl.judge.judgement import CaseResult, Judgement
from coderl.judge.verdict import Verdict, verdict_of
from coderl.languages.build import build
from coderl.languages.model import BuildFailure, Submission
from coderl.problems.encoding import input_of
from coderl.problems.model import Match, Problem, TestCase
from coderl.sandbox.model import LoadFailure, Outcome, Program, Sandbox, Session

_STDERR_CHARACTERS = 200


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
        with (
            sandbox.open(program, lazily=True) as session,
            Checking(problem, sandbox) as check,
            closing(_outcomes(problem, session, ahead=not stop_at_first)) as outcomes,
        ):
            for case, outcome in zip(problem.cases, outcomes, strict=True):
                results.append(_judge_case(case, program, outcome, check))
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


def _outcomes(problem: Problem, session: Session, *, ahead: bool) -> Generator[Outcome]:
    """Run the cases in order; `ahead` lets the next ones run while an output is compared."""
    inputs = (input_of(problem, case) for case in problem.cases)
    if ahead:
        yield from session.runs(inputs, problem.limits)
    else:
        for data in inputs:
            yield session.run(data, problem.limits)


def _judge_case(case: TestCase, program: Program, outcome: Outcome, check: Checking) -> CaseResult:
    verdict = verdict_of(outcome)
    note = ""
    if verdict is None:
        match = _match(case, program, outcome, check)
        verdict, note = (Verdict.AC if match.right else Verdict.WA), match.note
    elif verdict is Verdict.RE:
        note = _why(outcome)
    return CaseResult(
        name=case.name,
        verdict=verdict,
        cpu_s=outcome.cpu_s,
        wall_s=outcome.wall_s,
        peak_memory_bytes=outcome.peak_memory_bytes,
        note=note,
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


def _why(outcome: Outcome) -> str:
    if outcome.stopped_by is not None:
        return "it tried to start another process"
    last = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    end = f"signal {outcome.signal}" if outcome.signal else f"exit code {outcome.exit_code}"
    return f"{end}: {ascii(last[0])[1:-1][:_STDERR_CHARACTERS]}" if last else end
