"""The command: `python -m benchmarks.packages FOLDER...`, from the root of the repository.

Judges every labelled submission of every problem package below the folders, with time limits found
as the format says where a package states none, and compares verdicts with labels. Packages are
never part of this project: their folders are checkouts of your own.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from coderl.errors import CoderlError, UsageError
from coderl.face import open_sandbox
from coderl.judge.grader import Attempt, LocalGrader
from coderl.judge.judgement import Judgement
from coderl.judge.programs import submission_at
from coderl.judge.timelimit import with_time_limit, without_time_limit
from coderl.languages.model import Submission
from coderl.problems.model import LabelledSubmission, Problem
from coderl.problems.package import read_package

AGREES, DISAGREES, UNLABELLED, NOT_JUDGED = "agrees", "disagrees", "no label", "not judged"


def matches(labelled: LabelledSubmission, judgement: Judgement) -> bool:
    """Whether a judgement is what the label says.

    The first verdict that is not AC counts. A submission that is too slow for one case may be
    wrong on another, as the older format has it.
    """
    found = {case.verdict.value for case in judgement.cases}
    return judgement.verdict.value in labelled.verdicts or (
        "TLE" in labelled.verdicts and "TLE" in found
    )


class Packages:
    """One package after another; each row is written down as it comes."""

    def __init__(self, grader: LocalGrader, journal: Path) -> None:
        self.grader = grader
        self.journal = journal
        lines = journal.read_text().splitlines() if journal.exists() else []
        self.rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
        self.done = {row["problem"] for row in self.rows if row["last"]}
        self.rows = [row for row in self.rows if row["problem"] in self.done]

    def judge(self, folder: Path) -> None:
        """Judge one package, unless an earlier run did."""
        name = folder.name
        if name in self.done:
            return
        started = time.monotonic()
        try:
            rows = list(self._rows(read_package(folder)))
        except CoderlError as error:
            rows = [{"submission": "", "outcome": NOT_JUDGED, "why": _without(folder, error)}]
        for row in rows:
            self._write({"problem": name, **row, "last": row is rows[-1]})
        spent_s = time.monotonic() - started
        counts = collections.Counter(row["outcome"] for row in rows)
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        print(f"{name}: {told} in {spent_s:.0f} s", file=sys.stderr, flush=True)

    def _rows(self, problem: Problem) -> Iterator[dict[str, Any]]:
        readable: list[tuple[LabelledSubmission, Submission]] = []
        for labelled in problem.submissions:
            try:
                readable.append((labelled, submission_at(labelled.path)))
            except UsageError as error:
                why = _without(labelled.path.parent, error)
                yield {"submission": _name(labelled), "outcome": NOT_JUDGED, "why": why}
        problem = self._with_limit(problem, readable)
        attempts = [Attempt(problem=problem, submission=s, stop_at_first=True) for _, s in readable]
        for graded in self.grader.grade_in_order(attempts):
            labelled = readable[graded.index][0]
            row: dict[str, Any] = {"submission": _name(labelled)}
            if graded.judgement is None:
                yield {**row, "outcome": NOT_JUDGED, "why": str(graded.error)}
                continue
            judgement = graded.judgement
            right = matches(labelled, judgement)
            if not right and "TLE" in labelled.verdicts:  # perhaps on a later case
                whole = dataclasses.replace(graded.attempt, stop_at_first=False)
                judgement = self.grader.grade([whole])[0] or judgement
                right = matches(labelled, judgement)
            yield {
                **row,
                "language": judgement.language,
                "label": list(labelled.verdicts),
                "verdict": judgement.verdict.value,
                "outcome": UNLABELLED if not labelled.verdicts else AGREES if right else DISAGREES,
                "slowest_cpu_s": max((case.cpu_s for case in judgement.cases), default=0.0),
                "limit_cpu_s": problem.limits.cpu_s,
                "limit_memory_bytes": problem.limits.memory_bytes,
                "why": "" if right else judgement.note,
            }

    def _with_limit(
        self, problem: Problem, readable: list[tuple[LabelledSubmission, Submission]]
    ) -> Problem:
        if problem.time_rule is None:
            return problem
        patient = without_time_limit(problem)
        attempts = [
            Attempt(problem=patient, submission=submission)
            for labelled, submission in readable
            if labelled.verdicts == ("AC",)
        ]
        judgements = self.grader.grade(attempts)
        return with_time_limit(problem, [found for found in judgements if found is not None])

    def _write(self, row: dict[str, Any]) -> None:
        self.rows.append(row)
        with self.journal.open("a") as file:
            file.write(json.dumps(row) + "\n")


def _name(labelled: LabelledSubmission) -> str:
    return f"{labelled.path.parent.name}/{labelled.path.name}"


def _without(folder: Path, error: Exception) -> str:
    return str(error).replace(f"{folder}/", "").replace(str(folder), folder.name)


def _show(rows: list[dict[str, Any]]) -> None:
    console = Console()
    counts = collections.Counter(row["outcome"] for row in rows)
    table = Table(title="Verdicts beside the judges' labels")
    table.add_column("outcome")
    table.add_column("submissions", justify="right")
    for outcome in (AGREES, DISAGREES, UNLABELLED, NOT_JUDGED):
        table.add_row(outcome, str(counts[outcome]))
    console.print(table)
    for row in rows:
        if row["outcome"] in (DISAGREES, NOT_JUDGED):
            label = " or ".join(row.get("label", [])) or "-"
            found = row.get("verdict", "-")
            print(f"{row['problem']} {row['submission']}: {found}, label {label}: {row['why']}")


@click.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--jobs", type=int, default=None, help="Workers; one a core by default.")
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    default=Path("packages.jsonl"),
    show_default=True,
    help="Where rows are kept as they come, and where an ended run goes on from.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), default=machine.RESULTS / "packages.json"
)
def main(folders: tuple[Path, ...], jobs: int | None, journal: Path, output: Path) -> None:
    """Compare coderl's verdicts with the labels of real problem packages."""
    found = sorted({path.parent for folder in folders for path in folder.rglob("problem.yaml")})
    load = machine.load()
    with LocalGrader(jobs, open_sandbox=open_sandbox) as grader:
        packages = Packages(grader, journal)
        with contextlib.suppress(KeyboardInterrupt):
            for folder in found:
                packages.judge(folder)
    counts = collections.Counter(row["outcome"] for row in packages.rows)
    machine.write(
        {
            "command": machine.command("benchmarks.packages"),
            "finished": machine.now(),
            "machine": machine.describe(),
            "load": {"before": load, "after": machine.load()},
            "packages": len({row["problem"] for row in packages.rows}),
            "outcomes": dict(counts),
            "others": [row for row in packages.rows if row["outcome"] != AGREES],
        },
        output,
    )
    _show(packages.rows)
    sys.exit(1 if counts[DISAGREES] else 0)


if __name__ == "__main__":
    main()
