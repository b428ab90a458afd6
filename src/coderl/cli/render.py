"""What results look like: plain data for --json, tables and curves for a person."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from coderl.units import format_bytes, format_seconds

if TYPE_CHECKING:
    from coderl.complexity.growth import GrowthReport
    from coderl.judge.judgement import CaseResult, Judgement

_COLOURS = {"AC": "32", "WA": "31", "TLE": "33", "MLE": "33", "OLE": "33", "RE": "35", "CE": "35"}
_MOST_ROWS = 60


def emit(data: dict[str, Any]) -> None:
    """Print one JSON object as a line, in ASCII: any reader takes it, and no terminal obeys it."""
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()


def progress(text: str) -> None:
    """Show what is being done, where a person is looking at stderr; an empty text wipes it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text[:100]}")
        sys.stderr.flush()


def paint(text: str, colour: str) -> str:
    """Colour a text where a person is looking."""
    return f"\033[{colour}m{text}\033[0m" if sys.stdout.isatty() else text


def plain(text: str) -> str:
    """A text without what could steer a terminal: a compiler repeats what the source says."""
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)


def _verdict(name: str, width: int = 0) -> str:
    return paint(f"{name:<{width}}", _COLOURS.get(name, "0"))


def judgement_data(
    file: str, judgement: Judgement, growth: dict[str, Any] | None
) -> dict[str, Any]:
    """A judgement as `coderl grade --json` prints it."""
    return {
        "file": file,
        "language": judgement.language,
        "problem": judgement.problem_id,
        "verdict": judgement.verdict.value,
        "pass_rate": judgement.pass_rate,
        "passed": judgement.passed,
        "total": judgement.total,
        "tier": judgement.tier.value,
        "cases": [_case_data(case) for case in judgement.cases],
        "note": judgement.note,
        "growth": growth,
    }


def ungraded_data(file: str, language: str, problem: str, error: Exception) -> dict[str, Any]:
    """A file that could not be judged for a fault that is not its own."""
    return {
        "file": file,
        "language": language,
        "problem": problem,
        "verdict": None,
        "error": str(error),
    }


def show_ungraded(file: str, error: Exception) -> None:
    """The same, for a person."""
    print(f"{plain(file)}: not judged: {plain(str(error))}")


def _case_data(case: CaseResult) -> dict[str, Any]:
    return {
        "name": case.name,
        "verdict": case.verdict.value,
        "cpu_s": case.cpu_s,
        "wall_s": case.wall_s,
        "peak_memory_bytes": case.peak_memory_bytes,
        "note": case.note,
    }


def growth_data(report: GrowthReport) -> dict[str, Any]:
    """A growth as `coderl fit --json` prints it; `cpu_s` is the least of the repeats."""
    fit, relative = report.fit, report.relative
    return {
        "growth": fit.growth.value if fit.growth else None,
        "decided": fit.decided,
        "plausible": [growth.value for growth in fit.plausible],
        "weights": dict(fit.weights),
        "reason": fit.reason,
        "expected": report.expected,
        "relative": None
        if relative is None
        else {
            "verdict": relative.verdict,
            "slope": relative.slope,
            "slope_low": relative.slope_low,
            "slope_high": relative.slope_high,
            "ratio_at_largest": relative.ratio_at_largest,
        },
        "points": [
            {
                "n": point.n,
                "cpu_s": min(point.cpu_s),
                "repeats": list(point.cpu_s),
                "reference_cpu_s": min(point.reference_cpu_s, default=None),
                "censored": point.censored,
            }
            for point in report.series.measurements
        ],
        "family": report.family,
        "wrong_at": report.wrong_at,
        "ended": report.ended,
        "cpu_s_spent": report.cpu_s_spent,
        "tier": report.tier.value,
    }


def show_judgement(file: str, judgement: Judgement) -> None:
    """Print the verdict table of one submission."""
    print(f"{judgement.problem_id} · {judgement.language} · {file} · tier {judgement.tier}")
    if judgement.cases:
        cases = judgement.cases
        width = max(12, *(len(case.name) for case in cases)) + 2
        print(f"{'case':<{width}}{'verdict':<9}{'cpu':>9}{'memory':>11}")
        for case in cases if len(cases) <= _MOST_ROWS else (*cases[: _MOST_ROWS - 5], *cases[-5:]):
            cpu, memory = format_seconds(case.cpu_s), format_bytes(case.peak_memory_bytes)
            print(f"{case.name:<{width}}{_verdict(case.verdict.value, 9)}{cpu:>9}{memory:>11}")
        if len(cases) > _MOST_ROWS:
            print(f"({len(cases) - _MOST_ROWS} more cases are not shown; --json has all)")
    note = f": {plain(judgement.note)}" if judgement.note else ""
    passed = f"{judgement.passed} of {judgement.total} cases" if judgement.cases else "not run"
    print(f"{_verdict(judgement.verdict.value)}  {passed}{note}")


def show_growth(report: GrowthReport) -> None:
    """Print the curve and what it says."""
    from coderl.cli.plot import plot

    points = [(m.n, min(m.cpu_s)) for m in report.series.measurements if not m.censored]
    print("\n".join(plot(points)))
    fit = report.fit
    expected = f"   expected {report.expected}" if report.expected else ""
    ranked = sorted(fit.weights.items(), key=lambda item: -item[1])
    shares = "   next ".join(
        f"{name} {weight:.0%}" for name, weight in ranked[:2] if weight >= 0.005
    )
    if fit.growth is None:
        print(f"no growth: {fit.reason}{expected}")
    elif fit.decided:
        print(f"{paint(fit.growth.value, '1')}  {shares}{expected}")
    else:
        print(f"undecided: {' or '.join(g.value for g in fit.plausible)}   {fit.reason}{expected}")
    if report.relative is not None:
        r = report.relative
        words = {
            "not_worse": "grows no worse than",
            "worse": "grows worse than",
            "undecided": "is not clearly better or worse than",
        }
        print(
            f"{words[r.verdict]} the reference: slope {r.slope:+.2f} [{r.slope_low:+.2f}, "
            f"{r.slope_high:+.2f}], "
            f"{r.ratio_at_largest:.2f} times its CPU time at the largest n"
        )
    if report.wrong_at is not None:
        print(f"the outputs of submission and reference differ from n = {report.wrong_at} on")
    if report.ended:
        print(f"the ladder ended early: {report.ended}")
    print(
        f"inputs: {report.family}   {format_seconds(report.cpu_s_spent)} CPU spent   tier "
        f"{report.tier}"
    )
