"""`coderl grade`: files in, verdicts out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coderl.cli import render
from coderl.cli.options import Isolation, isolation_options, json_option, language_option
from coderl.errors import SandboxError, UsageError

if TYPE_CHECKING:
    from coderl.complexity.growth import GrowthReport
    from coderl.judge.grader import Attempt, Graded
    from coderl.judge.kept import JudgementCache
    from coderl.sandbox.model import Sandbox


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--problem",
    "problem_id",
    required=True,
    metavar="ID|DIR",
    help="A bundled problem, or the folder of a package.",
)
@language_option
@click.option(
    "--fit", is_flag=True, help="Also measure the growth of what is accepted or only too slow."
)
@click.option("--first", is_flag=True, help="Stop at the first case that is not accepted.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many files are judged at once.  [default: one a core]",
)
@click.option(
    "--cache", is_flag=True, help="Keep judgements, and take those of equal files kept before."
)
@isolation_options
@json_option
def command(
    files: tuple[str, ...],
    problem_id: str,
    language: str | None,
    fit: bool,
    first: bool,
    jobs: int | None,
    cache: bool,
    isolation: Isolation,
    as_json: bool,
) -> int:
    """Judge submissions over every test case of a problem.

    Exit code 0 when all are accepted, 1 when one is not, 3 when one could not be judged.
    """
    from coderl.face import open_sandbox, submission_of
    from coderl.judge.grader import Attempt
    from coderl.judge.kept import JudgementCache
    from coderl.problems.package import find_problem

    problem = find_problem(problem_id)
    if fit and not problem.generators:
        raise UsageError(f"--fit: {problem.id} has no generators/: add one with generate(n, seed)")
    attempts = [
        Attempt(
            problem=problem, submission=submission_of(Path(file), language), stop_at_first=first
        )
        for file in files
    ]  # all are read before the first is run
    opened = functools.partial(open_sandbox, **isolation)
    results = _grade(files, attempts, jobs, JudgementCache() if cache else None, opened)
    if fit:  # judging keeps all cores busy: measure when it is over
        results = iter(list(results))
    worst = 0
    pairs = _measured(results, opened) if fit else ((graded, None) for graded in results)
    for number, (graded, growth) in enumerate(pairs):
        if not as_json and number:
            print()
        worst = max(worst, _show(files[graded.index], graded, growth, fit, as_json))
    return worst


def _grade(
    files: tuple[str, ...],
    attempts: list[Attempt],
    jobs: int | None,
    kept: JudgementCache | None,
    opened: Callable[[], Sandbox],
) -> Iterator[Graded]:
    from coderl.judge.grader import LocalGrader
    from coderl.sandbox.pool import core_count

    single = files[0] if len(files) == 1 else ""
    seen = 0

    def on_case(_: object) -> None:
        nonlocal seen
        seen += 1
        render.progress(f"{single}: {seen} of {len(attempts[0].problem.cases)} cases")

    workers = min(jobs or core_count(), len(files))
    with LocalGrader(
        workers, open_sandbox=opened, kept=kept, on_case=on_case if single else None
    ) as grader:
        render.progress(f"{single}: building" if single else f"0 of {len(files)} judged")
        try:
            for graded in grader.grade_in_order(attempts):
                render.progress("")
                yield graded
                if not single:
                    render.progress(f"{graded.index + 1} of {len(files)} judged")
        finally:
            render.progress("")


def _measured(
    results: Iterator[Graded], opened: Callable[[], Sandbox]
) -> Iterator[tuple[Graded, GrowthReport | None]]:
    """Add the growth of what is right as far as it came; None for what is wrong."""
    from coderl.complexity.growth import growth_of
    from coderl.judge.verdict import Verdict

    with opened() as sandbox:
        for graded in results:
            cases = graded.judgement.cases if graded.judgement is not None else ()
            if not cases or any(c.verdict not in (Verdict.AC, Verdict.TLE) for c in cases):
                yield graded, None
                continue
            render.progress("measuring the growth")
            try:
                report = growth_of(graded.attempt.problem, graded.attempt.submission, sandbox)
            finally:
                render.progress("")
            yield graded, report


def _show(file: str, graded: Graded, report: GrowthReport | None, fit: bool, as_json: bool) -> int:
    """Show what became of a file; the exit code that it asks for."""
    from coderl.judge.verdict import Verdict

    judgement = graded.judgement
    if judgement is None:
        assert graded.error is not None
        if not isinstance(graded.error, SandboxError):
            raise graded.error
        if as_json:
            problem, language = graded.attempt.problem.id, graded.attempt.submission.language
            render.emit(render.ungraded_data(file, language, problem, graded.error))
        else:
            render.show_ungraded(file, graded.error)
        return graded.error.exit_code
    if as_json:
        growth: dict[str, Any] | None = render.growth_data(report) if report else None
        render.emit(render.judgement_data(file, judgement, growth))
    else:
        render.show_judgement(file, judgement)
        if report:
            render.show_growth(report)
        elif fit:
            print("no growth: only what is accepted, or only too slow, is measured")
    return 0 if judgement.verdict is Verdict.AC else 1
