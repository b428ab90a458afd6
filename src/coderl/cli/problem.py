"""`coderl problem`: list, show, make and check problem packages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coderl.cli import render
from coderl.cli.options import Isolation, isolation_options, json_option
from coderl.units import format_bytes, format_seconds

if TYPE_CHECKING:
    from coderl.cli.check import Finding


@click.group(no_args_is_help=False)
def command() -> None:
    """List, show, make and check problem packages."""


@command.command("list")
@click.option(
    "--in", "folder", metavar="DIR", help="A folder of packages instead of the bundled ones."
)
@json_option
def list_problems(folder: str | None, as_json: bool) -> int:
    """List the problems: id, style, expected growth, name."""
    from coderl.problems.package import PackageSource, bundled

    source = PackageSource(Path(folder)) if folder else bundled()
    for problem_id in source.ids():
        problem = source.get(problem_id)
        if as_json:
            render.emit(
                {
                    "problem": problem.id,
                    "name": problem.name,
                    "style": problem.interface.style,
                    "entry": problem.interface.entry or None,
                    "growth": problem.growth,
                    "cases": len(problem.cases),
                    "languages": sorted({s.path.suffix.lstrip(".") for s in problem.submissions}),
                }
            )
        else:
            style = problem.interface.style
            print(f"{problem.id:<22}{style:<7}{problem.growth or '-':<14}{problem.name}")
    return 0


@command.command("show")
@click.argument("problem_id", metavar="ID|DIR")
@json_option
def show_problem(problem_id: str, as_json: bool) -> int:
    """Show one problem: its statement, limits, cases, generators and labelled submissions."""
    from coderl.problems.package import find_problem

    problem = find_problem(problem_id)
    limits = problem.limits
    if as_json:
        render.emit(
            {
                "problem": problem.id,
                "name": problem.name,
                "statement": problem.statement,
                "style": problem.interface.style,
                "entry": problem.interface.entry or None,
                "growth": problem.growth,
                "comparison": problem.comparison.kind,
                "limits": {
                    "cpu_s": limits.cpu_s,
                    "memory_bytes": limits.memory_bytes,
                    "output_bytes": limits.output_bytes,
                },
                "cases": [case.name for case in problem.cases],
                "generators": [generator.name for generator in problem.generators],
                "submissions": [
                    {
                        "name": f"{s.path.parent.name}/{s.path.name}",
                        "verdicts": list(s.verdicts),
                        "growth": s.growth,
                    }
                    for s in problem.submissions
                ],
            }
        )
        return 0
    style = f"call {problem.interface.entry}(…)" if problem.interface.entry else "stdin"
    print(
        f"{problem.id} · {problem.name} · {style} · expected growth "
        f"{problem.growth or 'not stated'}"
    )
    print(
        f"{format_seconds(limits.cpu_s)} CPU, {format_bytes(limits.memory_bytes)} memory, "
        f"{format_bytes(limits.output_bytes)} output"
    )
    print(
        f"{len(problem.cases)} cases, compared by {problem.comparison.kind}; generators: "
        f"{', '.join(g.name for g in problem.generators) or 'none'}"
    )
    for submission in problem.submissions:
        name = f"{submission.path.parent.name}/{submission.path.name}"
        print(f"  {name:<44}{'|'.join(submission.verdicts):<8}{submission.growth or ''}")
    print(f"\n{problem.statement.strip()}")
    return 0


@command.command("new")
@click.argument("folder", metavar="DIR")
@click.option(
    "--entry", metavar="NAME", help="Make a call-style problem that asks for this function."
)
@json_option
def new_problem(folder: str, entry: str | None, as_json: bool) -> int:
    """Make a small, complete package to start from; it passes `problem check`."""
    from coderl.cli.scaffold import scaffold

    for path in scaffold(Path(folder), entry or ""):
        if as_json:
            render.emit({"file": str(path)})
        else:
            print(path)
    return 0


@command.command("check")
@click.argument("problem_ids", nargs=-1, required=True, metavar="ID|DIR...")
@click.option("--no-fit", is_flag=True, help="Only judge; leave the growths alone.")
@isolation_options
@json_option
def check_problem(
    problem_ids: tuple[str, ...],
    no_fit: bool,
    isolation: Isolation,
    as_json: bool,
) -> int:
    """Judge and fit every labelled submission and say where a package is not what it claims.

    Exit code 1 where a verdict or a decided growth contradicts its label.
    """
    from coderl.cli.check import check
    from coderl.face import open_sandbox
    from coderl.problems.package import find_problem

    problems = [find_problem(problem_id) for problem_id in problem_ids]
    sound = True
    with open_sandbox(**isolation) as sandbox:
        for problem in problems:
            if not as_json:
                print(problem.id)
            for finding in check(problem, sandbox, fit=not no_fit, on_step=render.progress):
                sound &= finding.ok
                _show_finding(problem.id, finding, as_json)
    if not as_json:
        print(
            "every label is what it claims to be"
            if sound
            else "a label is not what it claims to be"
        )
    return 0 if sound else 1


def _show_finding(problem_id: str, finding: Finding, as_json: bool) -> None:
    from coderl.records import to_plain

    render.progress("")
    if as_json:
        render.emit({"problem": problem_id, **to_plain(finding)})
        return
    mark = render.paint("ok", "32") if finding.ok else render.paint("WRONG", "31")
    print(f"  {mark:<6}{finding.what:<44}{finding.text}")
