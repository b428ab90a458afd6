"""The command: `python -m benchmarks.soak`, from the root of the repository."""

from __future__ import annotations

import collections
import gc
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from coderl.errors import SandboxError
from coderl.sandbox.inside import wire
from coderl.sandbox.model import LoadFailure, Outcome, Tier
from coderl.sandbox.zygote import ZygoteSandbox, ZygoteSession
from coderl.units import MIB, format_bytes

from . import inventory
from .programs import CASES, GIVEN, SUM, Case

_GROWTH_BYTES = (
    1 * MIB
)  # resident, from a tenth of the runs to the end; pages come and go, a leak does not stop
_KEPT = 20
_JUDGED = ("supervisor", "keeper", "zygote", "driver 0")


class Soak:
    """One sandbox, one session that lives as long as it does, and short ones."""

    def __init__(self, sandbox: ZygoteSandbox, seed: int) -> None:
        self.sandbox = sandbox
        self.random = random.Random(seed)
        walls = sandbox.tier is not Tier.C
        self.cases = [case for case in CASES if walls or not case.needs_walls]
        self.long = sandbox.open(SUM)
        self.runs = 0
        self.ends: collections.Counter[str] = collections.Counter()
        self.wrong: list[str] = []
        self.leaks: list[str] = []
        self.worst_ms = 0.0

    def step(self, case: Case | None = None) -> None:
        """One session of one to five runs, and now and then a run of the long session."""
        case = case or self.random.choices(self.cases, [case.weight for case in self.cases])[0]
        if self.random.random() < 0.2:
            self._run(self.long, CASES[0])
        try:
            session = self.sandbox.open(case.program, scratch=case.scratch)
        except LoadFailure:
            self._note(case, case.load_fails, "it did not load")
            return
        except SandboxError as error:
            self._note(case, False, f"SandboxError: {error}")
            return
        with session:
            for _ in range(self.random.choice((1, 1, 1, 2, 5)) if case.weight > 3 else 1):
                self._run(session, case)

    def _run(self, session: ZygoteSession, case: Case) -> None:
        files = GIVEN if case.scratch else None
        collect = ("made",) if case.scratch else ()
        data = (
            wire.frame([wire.encode_arguments(())]) if case.program.kind == "call" else b"3 4 5\n"
        )
        started = time.monotonic()
        try:
            outcome = session.run(data, case.limits, files=files, collect=collect)
        except SandboxError as error:
            self._note(case, False, f"SandboxError: {error}")
            return
        self.worst_ms = max(self.worst_ms, (time.monotonic() - started) * 1e3)
        self._note(case, case.right(outcome), _brief(outcome))

    def _note(self, case: Case, right: bool, text: str) -> None:
        self.runs += 1
        self.ends[case.name] += 1
        if not right and len(self.wrong) < _KEPT:
            self.wrong.append(f"run {self.runs}, {case.name}: {text}")


def _brief(outcome: Outcome) -> str:
    return (
        f"exit {outcome.exit_code}, signal {outcome.signal}, stopped by {outcome.stopped_by}, "
        f"{outcome.cpu_s:.3f} CPU-s, {outcome.wall_s:.3f} s, {outcome.peak_memory_bytes} bytes, "
        f"stderr {outcome.stderr[-200:]!r}"
    )


@click.command(help=__doc__)
@click.option("--runs", default=10_000, show_default=True)
@click.option("--every", default=500, show_default=True, help="Look for leaks after so many runs.")
@click.option(
    "--tier", type=click.Choice([t.value for t in Tier]), help="Default: the strongest there is."
)
@click.option("--seed", default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON instead of tables.")
@click.option("--output", type=click.Path(path_type=Path), default=machine.RESULTS / "soak.json",
              help="Where the result file goes; benchmarks/results/soak.json.")  # fmt: skip
def main(runs: int, every: int, tier: str | None, seed: int, as_json: bool, output: Path) -> None:
    descriptors = inventory.descriptors()
    load, date, started = machine.load(), machine.now(), time.monotonic()
    sandbox = ZygoteSandbox(tier=Tier(tier) if tier else None)
    with sandbox:
        in_force, mechanisms = sandbox.tier, sandbox.mechanisms
        assert sandbox._process is not None
        keeper = sandbox._process.pid
        soak = Soak(sandbox, seed)
        samples = _soak(soak, keeper, runs, every)
        restarted = sandbox._process is None or sandbox._process.pid != keeper
        soak.long.close()
    left = inventory.after(keeper) | {"descriptors": inventory.descriptors() - descriptors}
    soak.leaks += [f"after closing, {name}: {count}" for name, count in left.items() if count]
    if restarted:
        soak.leaks.append("the sandbox was started anew: it had ended")
    growth = _growth(samples, runs)
    soak.leaks += [
        f"the {role} grew by {format_bytes(grown)}"
        for role, grown in growth.items()
        if role in _JUDGED and grown > _GROWTH_BYTES
    ]
    result: dict[str, Any] = {
        "command": machine.command("benchmarks.soak"),
        "date": date,
        "machine": machine.describe(),
        "tier": in_force.value,
        "mechanisms": mechanisms,
        "load_at_start": load,
        "load_at_end": machine.load(),
        "runs": soak.runs,
        "seconds": round(time.monotonic() - started, 1),
        "slowest_run_ms": round(soak.worst_ms, 1),
        "ends": dict(sorted(soak.ends.items())),
        "wrong": soak.wrong,
        "leaks": soak.leaks,
        "growth_bytes_after_a_tenth": growth,
        "left_after_closing": left,
        "samples": samples,
    }
    machine.write(result, output)
    _show(result, as_json)
    sys.exit(1 if soak.leaks or soak.wrong else 0)


def _soak(soak: Soak, keeper: int, runs: int, every: int) -> list[dict[str, Any]]:
    """Run, and look every so often; a sample is what was found."""
    for case in soak.cases:  # everything was seen once before the first look
        soak.step(case)
    samples: list[dict[str, Any]] = []
    before = inventory.take(keeper, 1)
    marks = sorted({runs, runs // 10, *range(every, runs, every)})
    for mark in marks:
        while soak.runs < mark:
            soak.step()
        gc.collect()
        now = inventory.take(keeper, 1)
        found = now.differences(before)
        soak.leaks += [f"after {soak.runs} runs, {text}" for text in found][
            : _KEPT - len(soak.leaks)
        ]
        samples.append({"runs": soak.runs, "counts": now.counts, "memory_bytes": now.memory})
        _say(f"{soak.runs} of {runs} runs, {len(soak.wrong)} wrong, {len(soak.leaks)} leaks")
    return samples


def _growth(samples: list[dict[str, Any]], runs: int) -> dict[str, int]:
    """Resident bytes at the end minus those after a tenth of the runs."""
    tenth = next(sample for sample in samples if sample["runs"] >= runs // 10)["memory_bytes"]
    end = samples[-1]["memory_bytes"]
    return {role: end[role] - tenth[role] for role in end if role in tenth}


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
    console = Console() if sys.stdout.isatty() else Console(width=110)
    console.print(f"tier {result['tier']}: {result['runs']} runs in {result['seconds']} s; "
                  f"the slowest took {result['slowest_run_ms']:.0f} ms")  # fmt: skip
    table = Table("memory of", "after a tenth", "at the end", "growth")
    first = next(s for s in result["samples"] if s["runs"] >= result["runs"] // 10)["memory_bytes"]
    for role, grown in result["growth_bytes_after_a_tenth"].items():
        table.add_row(
            role,
            format_bytes(first[role]),
            format_bytes(first[role] + grown),
            f"{grown / 1024:+.0f} KiB",
        )
    console.print(table)
    for kind in ("wrong", "leaks"):
        console.print(f"{kind}: {len(result[kind])}" if result[kind] else f"{kind}: none")
        for text in result[kind]:
            console.print(f"  {text}", markup=False)


if __name__ == "__main__":
    main()
