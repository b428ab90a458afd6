"""`coderl grade`: files in, verdicts out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coderl.cli import render
from coderl.cli.options import json_option, language_option, require_tier_option, tier_option
from coderl.errors import UsageError

if TYPE_CHECKING:
    from coderl.complexity.growth import GrowthReport
    from coderl.judge.judgement import Judgement
    from coderl.languages.model import Submission
    from coderl.problems.model import Problem
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
@tier_option
@require_tier_option
@json_option
def command(
    files: tuple[str, ...],
    problem_id: str,
    language: str | None,
    fit: bool,
    first: bool,
    tier: str | None,
    require_tier: str | None,
    as_json: bool,
) -> int:
    """Judge submissions over every test case of a problem.

    Exit code 0 when all are accepted, 1 when one is not.
    """
    from coderl.face import open_sandbox, submission_of
    from coderl.judge.verdict import Verdict
    from coderl.problems.package import find_problem

    problem = find_problem(problem_id)
    if fit and not problem.generators:
        raise UsageError(f"--fit: {problem.id} has no generators/: add one with generate(n, seed)")
    submissions = [
        (file, submission_of(Path(file), language)) for file in files
    ]  # all are read before the first is run
    accepted = True
    with open_sandbox(tier=tier, require_tier=require_tier) as sandbox:
        for index, (file, submission) in enumerate(submissions):
            judgement = _judge(problem, submission, sandbox, file, first)
            accepted &= judgement.verdict is Verdict.AC
            if not as_json:
                if index:
                    print()
                render.show_judgement(file, judgement)
            report = _growth(problem, submission, sandbox, judgement) if fit else None
            if as_json:
                growth: dict[str, Any] | None = render.growth_data(report) if report else None
                render.emit(render.judgement_data(file, judgement, growth))
            elif report:
                render.show_growth(report)
            elif fit:
                print("no growth: only what is accepted, or only too slow, is measured")
    return 0 if accepted else 1


def _judge(
    problem: Problem, submission: Submission, sandbox: Sandbox, file: str, first: bool
) -> Judgement:
    from coderl.judge.grade import judge

    seen = 0

    def on_case(_: object) -> None:
        nonlocal seen
        seen += 1
        render.progress(f"{file}: {seen} of {len(problem.cases)} cases")

    render.progress(f"{file}: building")
    try:
        return judge(problem, submission, sandbox, stop_at_first=first, on_case=on_case)
    finally:
        render.progress("")


def _growth(
    problem: Problem, submission: Submission, sandbox: Sandbox, judgement: Judgement
) -> GrowthReport | None:
    """The growth of a submission that is right as far as it came; None for one that is wrong."""
    from coderl.complexity.growth import growth_of
    from coderl.judge.verdict import Verdict

    if not judgement.cases or any(
        case.verdict not in (Verdict.AC, Verdict.TLE) for case in judgement.cases
    ):
        return None
    render.progress("measuring the growth")
    try:
        return growth_of(problem, submission, sandbox)
    finally:
        render.progress("")
