"""`coderl fit`: how does the cost of a program grow?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coderl.cli import render
from coderl.cli.options import (
    Isolation,
    Seconds,
    isolation_options,
    json_option,
    language_option,
)
from coderl.errors import UsageError

if TYPE_CHECKING:
    from coderl.complexity.growth import GrowthReport
    from coderl.sandbox.model import Sandbox


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--problem",
    "problem_id",
    metavar="ID|DIR",
    help="A bundled problem, or the folder of a package.",
)
@click.option(
    "--entry",
    metavar="NAME",
    help="Without a problem: the function to call; left out, FILE reads standard input.",
)
@click.option(
    "--generator",
    metavar="GEN.py",
    help="Without a problem: defines generate(n, seed), and perhaps MIN_N and MAX_N.",
)
@click.option(
    "--reference", metavar="REF.py", help="Without a problem: a program to measure beside FILE."
)
@click.option(
    "--budget",
    type=Seconds(),
    default="2s",
    show_default=True,
    help="CPU time for the program's runs, per generator.",
)
@language_option
@isolation_options
@json_option
def command(
    file: str,
    problem_id: str | None,
    entry: str | None,
    generator: str | None,
    reference: str | None,
    budget: float,
    language: str | None,
    isolation: Isolation,
    as_json: bool,
) -> int:
    """Measure FILE at growing sizes and fit its growth, from O(1) to O(n!).

    Exit code 0 when there is an answer (perhaps an undecided one), 1 when FILE does not build or
    fails.
    """
    from coderl.face import open_sandbox
    from coderl.languages.model import BuildFailure
    from coderl.sandbox.model import LoadFailure

    if (problem_id is None) == (generator is None):
        raise UsageError(
            "say either --problem ID, or --generator GEN.py with --entry NAME for a function"
        )
    if problem_id is not None and (entry or reference):
        raise UsageError("--entry and --reference go with --generator: a problem has its own")
    with open_sandbox(**isolation) as sandbox:
        render.progress(f"{file}: measuring")
        try:
            if problem_id is not None:
                report = _of_problem(file, language, problem_id, budget, sandbox)
            else:
                report = _of_generator(
                    file, language, entry or "", str(generator), reference, budget, sandbox
                )
        except (BuildFailure, LoadFailure) as failure:
            render.progress("")
            return _not_built(file, str(failure), sandbox, as_json)
        render.progress("")
    if as_json:
        render.emit(render.growth_data(report))
    else:
        render.show_growth(report)
    return 0 if report.fit.growth is not None else 1


def _of_problem(
    file: str, language: str | None, problem_id: str, budget: float, sandbox: Sandbox
) -> GrowthReport:
    from coderl.complexity.growth import growth_of
    from coderl.face import submission_of
    from coderl.problems.package import find_problem

    problem = find_problem(problem_id)
    return growth_of(problem, submission_of(Path(file), language), sandbox, budget_s=budget)


def _of_generator(
    file: str,
    language: str | None,
    entry: str,
    generator: str,
    reference: str | None,
    budget: float,
    sandbox: Sandbox,
) -> GrowthReport:
    from coderl.complexity.growth import measure_growth
    from coderl.face import submission_of
    from coderl.problems.families import read_generator
    from coderl.problems.model import Interface

    family = read_generator(Path(generator))
    return measure_growth(
        submission_of(Path(file), language),
        sandbox,
        interface=Interface(style="call" if entry else "stdin", entry=entry),
        generators=(family,),
        reference=submission_of(Path(reference)) if reference else None,
        budget_s=budget,
    )


def _not_built(file: str, message: str, sandbox: Sandbox, as_json: bool) -> int:
    if as_json:
        render.emit(
            {
                "growth": None,
                "decided": False,
                "plausible": [],
                "weights": {},
                "reason": f"CE: {message}",
                "expected": None,
                "relative": None,
                "points": [],
                "family": "",
                "wrong_at": None,
                "ended": "",
                "cpu_s_spent": 0.0,
                "tier": sandbox.tier.value,
            }
        )
    else:
        print(f"{file}: CE: {render.plain(message)}")
    return 1
