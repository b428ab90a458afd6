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

from . import measure, report
from .ways import Ours, Unavailable, Way, all_ways, bubblewrap_version

_METHOD = (
    "the whole tree: benchmark process, keeper, zygote, drivers, runs; by a cpuacct control group "
    "where one can be made, otherwise by rusage and /proc (benchmarks/sandbox/cpu.py)"
)


@click.command(help=__doc__)
@click.option("--rounds", default=15, show_default=True, help="How often to go through all ways.")
@click.option(
    "--quick", is_flag=True, help="Three short rounds: to see that it works, not to quote."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON instead of tables.")
@click.option("--output", type=click.Path(path_type=Path), default=machine.RESULTS / "sandbox.json",
              help="Where the result file goes; benchmarks/results/sandbox.json.")  # fmt: skip
def main(rounds: int, quick: bool, as_json: bool, output: Path) -> None:
    seconds, repeats = (0.3, 1) if quick else (1.0, 3)
    rounds = min(rounds, 3) if quick else rounds
    workers = len(os.sched_getaffinity(0))
    result: dict[str, Any] = {
        "command": machine.command("benchmarks.sandbox"),
        "date": machine.now(),
        "machine": machine.describe(),
        "versions": {"bubblewrap": bubblewrap_version()},
        "load_at_start": machine.load(),
        "quick": quick,
        "rounds": rounds,
        "seconds_each": seconds,
        "cpu_method": _METHOD,
    }
    ways, skipped = _start(workers)
    try:
        result["mechanisms"] = _mechanisms(ways)
        taken = measure.rounds(ways, rounds, workers, seconds, repeats, _say)
        result["cpu_by"] = (
            "cpuacct control group" if all(w.group.usable for w in ways) else "clocks"
        )
    finally:
        for way in ways:
            way.stop()
    result |= {
        "load_at_end": machine.load(),
        "ways": {way.name: way.label for way in ways},
        "skipped": skipped,
        "summary": report.summarise(taken, workers),
        "rows": taken,
    }
    machine.write(result, output)
    _show(result, as_json)


def _start(workers: int) -> tuple[list[Way], dict[str, str]]:
    ways: list[Way] = []
    skipped: dict[str, str] = {}
    for way in all_ways():
        _say(f"starting {way.label}")
        try:
            way.start(workers)
            ways.append(way)
        except Unavailable as error:
            skipped[way.label] = str(error)
            way.stop()
    return ways, skipped


def _mechanisms(ways: list[Way]) -> dict[str, dict[str, str]]:
    return {w.tier.value: w.sandboxes[0].mechanisms for w in ways if isinstance(w, Ours)}


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
    console = Console() if sys.stdout.isatty() else Console(width=130)
    about = result["machine"]
    console.print(
        f"{about['cpu']}, {about['cores']} cores, kernel {about['kernel']}, "
        f"Python {about['python']}; load {result['load_at_start'][0]} at the start, "
        f"{result['load_at_end'][0]} at the end"
    )
    for table in report.tables(result):
        console.print(table)
    for label, reason in result["skipped"].items():
        console.print(f"not measured: {label}: {reason}")
    agree = [
        spread["median"] for spread in result["summary"]["cpu_by_clocks_over_reported"].values()
    ]
    console.print(
        f"CPU by {result['cpu_by']}; by rusage and /proc, "
        f"{min(agree):.3f} to {max(agree):.3f} of that"
    )


if __name__ == "__main__":
    main()
