"""What came of grading the packages: totals, differences and their likely causes. Pure."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from coderl.problems.model import Problem

_GRADERS, _FIELDS = ("coderl", "livecodebench"), ("wall_s", "cpu_s")
Row = dict[str, Any]


def note_of(problem: Problem, row: Row) -> str:
    """What may explain a difference: what the other grader does not have."""
    mine, theirs = row["coderl"]["verdict"], row["livecodebench"]["verdict"]
    comparison = problem.comparison
    if mine == theirs:
        return ""
    if theirs == "-":
        if problem.interactive or problem.passes > 1:
            return "it knows one input and one output"
        return "it takes UTF-8 text only"
    if (mine, theirs) == ("CE", "RE"):
        return "it has no verdict for what does not compile"
    if (mine, theirs) == ("RE", "AC"):
        return "it sets the recursion limit to 50000"
    if {mine, theirs} == {"AC", "WA"}:
        if comparison.kind == "custom":
            return "it has no output validators"
        if comparison.float_absolute is not None or comparison.float_relative is not None:
            return "it has no tolerance for numbers"
        return f"it compares line by line; the problem asks for: {comparison.kind}"
    return ""


def totals(rows: list[Row]) -> Row:
    """Counts, and sums over what both took: all, and what both accept where no validator decides.

    A validator is a program more for each test, which the other grader does not run.
    """
    both = [r for r in rows if "livecodebench" in r and r["livecodebench"]["wall_s"] is not None]
    agreed = [r for r in both if {r[who]["verdict"] for who in _GRADERS} == {"AC"}]
    accepted = [r for r in agreed if not r["validator"]]
    found: Row = {"submissions": len(rows), "as_labelled": {"coderl": _as_labelled(rows, "coderl")}}
    if both:
        found["as_labelled"]["livecodebench"] = _as_labelled(both, "livecodebench")
        found["compared"] = {"submissions": len(both), **_sums(both)}
        found["both_accept"] = {"submissions": len(accepted), **_sums(accepted)}
        found["differ"] = sum(differs(r) for r in rows)
    return {**found, "rows": rows}


def _as_labelled(rows: list[Row], who: str) -> int:
    return sum(row[who]["verdict"] in row["label"] for row in rows)


def _sums(rows: list[Row]) -> Row:
    return {
        field: {who: round(sum(row[who][field] for row in rows), 3) for who in _GRADERS}
        for field in _FIELDS
    }


def differs(row: Row) -> bool:
    """Whether the two say different things of one submission."""
    return "livecodebench" in row and row["coderl"]["verdict"] != row["livecodebench"]["verdict"]


def _counted(of: Row | None) -> str:
    return f" ({of['submissions']})" if of else ""


def remarks(found: Row | None) -> list[str]:
    """What was not measured, a line each."""
    if found is None:
        return []
    lines = [f"package not read: {name}: {why}" for name, why in found["unread"].items()]
    if found["missing"]:
        why, bring = found["missing"]["why"], found["missing"]["bring"]
        lines.append(f"packages without LiveCodeBench: {why}; to bring it: {bring}")
    return lines


def tables(found: Row | None) -> list[Table]:
    """The totals, and the verdicts that differ."""
    if found is None:
        return []
    title = f"Python submissions of the packages: {found['submissions']}, tier {found['tier']}"
    total = Table(title=title, title_justify="left")
    sets = {"all": found.get("compared"), "both accept, no validator": found.get("both_accept")}
    total.add_column("grader", no_wrap=True)
    total.add_column("verdict as labelled")
    for name, of in sets.items():
        for heading in ("wall", "CPU"):
            total.add_column(f"{heading} s, {name}{_counted(of)}")
    for who, count in found["as_labelled"].items():
        spent = [f"{of[f][who]:.2f}" if of else "–" for of in sets.values() for f in _FIELDS]
        of = found["submissions"] if who == "coderl" else found["compared"]["submissions"]
        total.add_row(who, f"{count} of {of}", *spent)
    odd = [r for r in found["rows"] if differs(r) or r["coderl"]["verdict"] not in r["label"]]
    if not odd:
        return [total]
    table = Table(title="Where the two differ, or coderl from the label", title_justify="left")
    for heading in ("problem", "submission", "label", "coderl", "LiveCodeBench", "perhaps since"):
        table.add_column(heading)
    for row in odd:
        theirs = row.get("livecodebench", {"verdict": "–"})["verdict"]
        label, mine = "/".join(row["label"]), row["coderl"]["verdict"]
        about = row["problem"], row["submission"], label, mine, theirs, row.get("note", "")
        table.add_row(*about)
    return [total, table]
