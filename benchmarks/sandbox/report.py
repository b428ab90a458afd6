"""Medians with their spread, ratios pair by pair, and tables. Pure: dictionaries in, values out."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Any

from rich.table import Table

Row = dict[str, Any]
_THROUGHPUT = ("runs_per_s", "cpu_ms", "p50_ms", "p95_ms")
_SUBMISSION = ("wall_ms", "cpu_ms")

# What is divided by what: within a round, then the median over the rounds.
_PAIRS = (
    ("A-fresh", "C-fresh"), ("A-run", "C-run"), ("B-fresh", "C-fresh"), ("B-run", "C-run"),
    ("A-fresh", "python"), ("A-run", "python"), ("B-fresh", "python"), ("B-run", "python"),
    ("A-fresh", "bwrap"), ("A-run", "bwrap"), ("B-fresh", "bwrap"), ("B-run", "bwrap"),
)  # fmt: skip


def spread(values: Iterable[float]) -> dict[str, float]:
    """The median, the least and the most."""
    taken = list(values)
    return {
        "median": _short(statistics.median(taken)),
        "min": _short(min(taken)),
        "max": _short(max(taken)),
    }


def summarise(taken: dict[str, list[Row]], workers: int) -> dict[str, Any]:
    """Medians over rounds, ratios pair by pair, and how well the CPU methods agree."""
    wides = sorted({1, workers})
    names = list(dict.fromkeys(row["way"] for row in taken["throughput"]))
    summary: dict[str, Any] = {"throughput": {}, "submission": {}, "start_ms": {}, "ratios": {}}
    for name in names:
        for wide in wides:
            rows = _rows(taken["throughput"], name, wide)
            key = f"{name}, {wide} worker{'s' if wide > 1 else ''}"
            summary["throughput"][key] = {
                f: spread(r[f] for r in rows) for f in _THROUGHPUT if rows[0][f] is not None
            }
    for name in dict.fromkeys(row["way"] for row in taken["submission"]):
        rows = _rows(taken["submission"], name)
        summary["submission"][name] = {
            f: spread(r[f] for r in rows) for f in _SUBMISSION if rows[0][f] is not None
        }
    for tier in dict.fromkeys(row["tier"] for row in taken["start"]):
        summary["start_ms"][tier] = spread(r["ms"] for r in taken["start"] if r["tier"] == tier)
    for one, other in _PAIRS:
        if one in names and other in names:
            summary["ratios"][f"{one} / {other}"] = _ratios(taken, one, other, wides)
    summary["cpu_by_clocks_over_reported"] = _agreement(taken)
    return summary


def _rows(rows: list[Row], name: str, wide: int | None = None) -> list[Row]:
    chosen = [row for row in rows if row["way"] == name and wide in (None, row.get("workers"))]
    return sorted(chosen, key=lambda row: row["round"])


def _ratios(taken: dict[str, list[Row]], one: str, other: str, wides: list[int]) -> dict[str, Any]:
    ratios: dict[str, Any] = {}

    def divide(field: str, unit: str, rows: list[Row], others: list[Row]) -> None:
        pairs = list(zip(rows, others, strict=True)) if rows and others else []
        if pairs and all(a[field] and b[field] for a, b in pairs):
            ratios[f"{field}, {unit}"] = spread(a[field] / b[field] for a, b in pairs)

    for wide in wides:
        rows, others = (
            _rows(taken["throughput"], one, wide),
            _rows(taken["throughput"], other, wide),
        )
        for field in ("runs_per_s", "cpu_ms"):
            divide(field, f"{wide} worker{'s' if wide > 1 else ''}", rows, others)
    for field in _SUBMISSION:
        rows, others = _rows(taken["submission"], one), _rows(taken["submission"], other)
        divide(field, "30 tests", rows, others)
    return ratios


def _agreement(taken: dict[str, list[Row]]) -> dict[str, Any]:
    """What `clocks` says over what is reported, for each way whose processes are all reaped."""
    names = dict.fromkeys(
        row["way"] for row in taken["throughput"] if row["cpu_ms_by_clocks"] is not None
    )
    return {
        name: spread(
            row["cpu_ms_by_clocks"] / row["cpu_ms"] for row in _rows(taken["throughput"], name)
        )
        for name in names
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def tables(result: dict[str, Any]) -> list[Table]:
    """The tables that a person reads."""
    summary, labels = result["summary"], result["ways"]
    return [
        _throughput_table(summary, labels),
        _submission_table(summary, labels),
        _ratio_table(summary),
    ]


def _cell(value: dict[str, float] | None, digits: int) -> str:
    if value is None:
        return "–"
    median, least, most = (f"{value[key]:.{digits}f}" for key in ("median", "min", "max"))
    return f"{median} [dim]{least}–{most}[/dim]"


def _throughput_table(summary: dict[str, Any], labels: dict[str, str]) -> Table:
    table = Table(title="A trivial program: median over rounds, and min–max", title_justify="left")
    table.add_column("way")
    table.add_column("workers", justify="right")
    for heading in ("runs/s", "CPU ms a run", "p50 ms", "p95 ms"):
        table.add_column(heading, justify="right", no_wrap=True)
    for key, row in summary["throughput"].items():
        name, _, wide = key.partition(", ")
        cells = [_cell(row.get(f), 0 if f == "runs_per_s" else 2) for f in _THROUGHPUT]
        table.add_row(labels[name], wide.split()[0], *cells)
    return table


def _submission_table(summary: dict[str, Any], labels: dict[str, str]) -> Table:
    table = Table(title="A submission of 30 tests, one worker", title_justify="left")
    table.add_column("way")
    table.add_column("wall ms", justify="right", no_wrap=True)
    table.add_column("CPU ms", justify="right", no_wrap=True)
    for name, row in summary["submission"].items():
        label = labels[name].replace("open + run + close", "open + 30 runs + close")
        table.add_row(label, *(_cell(row.get(f), 1) for f in _SUBMISSION))
    for tier, value in summary["start_ms"].items():
        table.add_row(f"once: start a sandbox at tier {tier}", _cell(value, 0), "–")
    return table


def _ratio_table(summary: dict[str, Any]) -> Table:
    table = Table(title="Ratios, taken within each round", title_justify="left")
    table.add_column("what / what")
    columns = list(dict.fromkeys(c for ratios in summary["ratios"].values() for c in ratios))
    for column in columns:
        table.add_column(column.replace("runs_per_s", "runs/s").replace("_ms", ""), justify="right")
    for pair, ratios in summary["ratios"].items():
        table.add_row(pair, *(_cell(ratios.get(column), 2) for column in columns))
    return table
