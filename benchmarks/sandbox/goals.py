"""The goals of the project's issue on speed: each a ratio, taken within a round. Pure."""

from __future__ import annotations

import dataclasses
import statistics
from typing import Any

Row = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """`field` of one way over that of the other, on a workload: at most or at least `bound`.

    `wide` takes the rows with as many workers as there are cores, else those with one.
    """

    text: str
    one: str
    other: str
    workload: str
    field: str
    bound: float
    at_most: bool = False
    wide: bool = True


_FULL = "full isolation ≤ 1.2× the CPU of the bare zygote"
_BWRAP = "≥ 10× bubblewrap's runs/s"
_LCB_ONE = "≥ 8× LiveCodeBench's check_correctness, one test"
_LCB_THIRTY = "≥ 2× less CPU than LiveCodeBench's, 30 tests"
_DOCKER = "zygote in a container ≥ 80× docker run"

GOALS = (
    Goal(text=f"{_FULL}: a run", one="A", other="C", workload="run", field="cpu_ms", bound=1.2,
         at_most=True, wide=False),
    Goal(text=f"{_FULL}: a submission", one="A", other="C", workload="one", field="cpu_ms",
         bound=1.2, at_most=True, wide=False),
    Goal(text=f"{_BWRAP}: a run", one="A", other="bwrap", workload="run", field="per_s", bound=10),
    Goal(text=f"{_BWRAP}: a submission", one="A", other="bwrap", workload="one", field="per_s",
         bound=10),
    Goal(text=f"{_LCB_ONE}: session", one="A", other="livecodebench", workload="one",
         field="per_s", bound=8),
    Goal(text=f"{_LCB_ONE}: judge", one="judge-A", other="livecodebench", workload="one",
         field="per_s", bound=8),
    Goal(text=f"{_LCB_THIRTY}: session", one="livecodebench", other="A", workload="thirty",
         field="cpu_ms", bound=2, wide=False),
    Goal(text=f"{_LCB_THIRTY}: judge", one="livecodebench", other="judge-A", workload="thirty",
         field="cpu_ms", bound=2, wide=False),
    Goal(text=f"{_DOCKER}: a run", one="docker", other="docker-run", workload="run",
         field="per_s", bound=80),
)  # fmt: skip


def spread(values: list[float]) -> dict[str, float]:
    """The median, the least and the most."""
    return {
        "median": _short(statistics.median(values)),
        "min": _short(min(values)),
        "max": _short(max(values)),
    }


def ratios(rows: list[Row], one: Row, other: Row, field: str) -> list[float]:
    """`field` of the rows like `one` over that of the rows like `other`, round by round.

    Empty where a row is missing, or has no value.
    """
    first, second = _by_round(rows, one, field), _by_round(rows, other, field)
    shared = sorted(first.keys() & second.keys())
    return [first[n] / second[n] for n in shared]


def weigh(rows: list[Row], workers: int, skipped: dict[str, str]) -> list[Row]:
    """Every goal with the ratio that was measured, and whether it is met.

    `skipped` says by name why a way was not measured. A goal is met by its median; `in_rounds` is
    the share of rounds that meet it.
    """
    return [_weigh(goal, rows, workers, skipped) for goal in GOALS]


def _weigh(goal: Goal, rows: list[Row], workers: int, skipped: dict[str, str]) -> Row:
    wide = workers if goal.wide else 1
    same = {"workload": goal.workload, "workers": wide}
    taken = ratios(rows, {"way": goal.one, **same}, {"way": goal.other, **same}, goal.field)
    about = {"goal": goal.text, "bound": goal.bound, "at_most": goal.at_most, "workers": wide}
    if not taken:
        return {**about, "met": None, "why": _why_not(goal, rows, skipped)}
    meets = [r <= goal.bound if goal.at_most else r >= goal.bound for r in taken]
    median = statistics.median(taken)
    met = median <= goal.bound if goal.at_most else median >= goal.bound
    return {
        **about,
        "met": met,
        "ratio": spread(taken),
        "in_rounds": _short(sum(meets) / len(meets)),
    }


def _why_not(goal: Goal, rows: list[Row], skipped: dict[str, str]) -> str:
    measured = {row["way"] for row in rows}
    missing = [name for name in (goal.one, goal.other) if name not in measured]
    reasons = [f"{name}: {skipped.get(name, 'not asked for')}" for name in missing]
    return "; ".join(reasons) or "its CPU time is not known"


def _by_round(rows: list[Row], like: Row, field: str) -> dict[int, float]:
    return {
        row["round"]: row[field]
        for row in rows
        if all(row[key] == value for key, value in like.items()) and row[field]
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")
