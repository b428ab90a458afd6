"""Real problem packages: every Python submission through coderl's judge and LiveCodeBench's grader.

Submissions are hostile by assumption, so the other grader runs as a whole behind bubblewrap (no
network, nothing but the system and itself to read) and under a memory limit. Both stop at the first
test that is not right.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from coderl.errors import CoderlError, ConfigError, ProblemError
from coderl.judge.grade import judge
from coderl.judge.programs import submission_at
from coderl.judge.timelimit import with_time_limit, without_time_limit
from coderl.languages.model import Submission
from coderl.problems.model import LabelledSubmission, Problem
from coderl.problems.package import read_package
from coderl.sandbox.zygote import ZygoteSandbox
from coderl.units import GIB

from .cpu import CpuGroup, Stopwatch
from .graders import LiveCodeBench, Peer, start_peer
from .package_report import note_of, totals
from .ways import Unavailable, without_paths

_THEIRS = {-1: "TLE", -2: "WA", -3: "TLE", -4: "RE"}
_MEMORY_BYTES = 4 * GIB  # address space of their grader: its own guard sets no limit
Row = dict[str, Any]


class Ours:
    """coderl's judge, at the strongest tier there is."""

    def __init__(self) -> None:
        self._group = CpuGroup("packages-ours")
        with self._group.entered():
            self._sandbox = ZygoteSandbox()
            self.tier = self._sandbox.tier

    def grade(self, problem: Problem, source: bytes) -> Row:
        """Verdict, wall and CPU seconds."""
        watch = Stopwatch(self._group, lambda: [self._sandbox.keeper_pid])
        submission = Submission(source=source, language="python")
        with watch.running():
            started = time.perf_counter()
            judgement = judge(problem, submission, self._sandbox, stop_at_first=True)
            wall_s = time.perf_counter() - started
        return {"verdict": judgement.verdict.name, **_spent(wall_s, watch)}

    def limited(self, problem: Problem, programs: list[LabelledSubmission]) -> Problem:
        """The problem with its time limit: where it states none, by its accepted programs here."""
        if problem.time_rule is None:
            return problem
        patient = without_time_limit(problem)
        judgements = [
            judge(patient, submission_at(p.path), self._sandbox)
            for p in programs
            if p.verdicts == ("AC",)
        ]
        return with_time_limit(problem, judgements)

    def close(self) -> None:
        self._sandbox.close()
        self._group.remove()


class Theirs:
    """LiveCodeBench's check_correctness, walled in. Raises Unavailable."""

    def __init__(self, folder: Path | None) -> None:
        self._grader = LiveCodeBench(folder)
        self._group = self._grader.group
        if folder is None:
            raise Unavailable("no checkout was named", self._grader.bring())
        self._folder = folder
        try:
            self._peer = self._start()
        except Unavailable:
            self._group.remove()
            raise

    def _start(self) -> Peer:
        with self._group.entered():
            name = self._grader.name
            return start_peer(
                name, self._folder, self._grader, walled=True, memory_bytes=_MEMORY_BYTES
            )

    def grade(self, problem: Problem, source: bytes) -> Row:
        """Verdict, wall and CPU seconds. `-` is no verdict: it cannot take the submission."""
        try:
            request = request_of(problem, source)
        except ValueError:
            return {"verdict": "-", "wall_s": None, "cpu_s": None}
        timeout_s = (request["timeout_s"] + 1) * len(request["tests"]) + 60
        watch = Stopwatch(self._group, lambda: [self._peer.pid])
        with watch.running():
            started = time.perf_counter()
            answer = self._peer.ask(request, timeout_s)
            wall_s = time.perf_counter() - started
            if answer is None:
                self._peer.close()
                self._peer = self._start()
        if answer is None:
            return {"verdict": "none", **_spent(wall_s, watch)}
        verdict = "AC" if answer["right"] else _THEIRS.get(answer["code"], "WA")
        return {"verdict": verdict, **_spent(wall_s, watch)}

    def close(self) -> None:
        self._peer.close()
        self._group.remove()


def request_of(problem: Problem, source: bytes) -> Row:
    """A submission and its tests as LiveCodeBench takes them. Raises ValueError for others."""
    if problem.interactive or problem.passes > 1:
        raise ValueError("the problem is more than one input and one output")
    call = problem.interface.style == "call"
    inputs = [_lines(c.input) if call else c.input.decode() for c in problem.cases]
    return {
        "source": source.decode(),
        "tests": [[i, c.expected.decode()] for i, c in zip(inputs, problem.cases, strict=True)],
        "entry": problem.interface.entry or None,
        "timeout_s": math.ceil(problem.limits.cpu_s),
    }


def _lines(arguments: bytes) -> str:
    """Positional arguments, one a line."""
    return "\n".join(json.dumps(value) for value in json.loads(arguments))


def _spent(wall_s: float, watch: Stopwatch) -> Row:
    cpu_s = watch.clocks_s if watch.cgroup_s is None else watch.cgroup_s
    return {"wall_s": round(wall_s, 4), "cpu_s": round(cpu_s, 4)}


def compare(folder: Path, livecodebench: Path | None, say: Callable[[str], None]) -> Row:
    """Grade all below a folder; rows, totals, and each verdict that differs."""
    unread: dict[str, str] = {}
    rows: list[Row] = []
    missing = None
    ours, theirs = Ours(), None
    try:
        try:
            theirs = Theirs(livecodebench)
        except Unavailable as error:
            missing = {"why": str(error), "bring": error.bring}
        for problem, labelled in _submissions(folder, ours, unread):
            say(f"{problem.id}: {labelled.path.name}")
            source = labelled.path.read_bytes()
            name = f"{labelled.path.parent.name}/{labelled.path.name}"
            row: Row = {
                "problem": problem.id,
                "submission": name,
                "tests": len(problem.cases),
                "limit_cpu_s": problem.limits.cpu_s,
                "validator": problem.comparison.kind == "custom",
            }
            try:
                row |= {"label": list(labelled.verdicts), "coderl": ours.grade(problem, source)}
            except CoderlError as error:  # the package's fault or ours: no verdict
                unread[f"{problem.id}, {name}"] = without_paths(str(error))
                continue
            if theirs is not None:
                row["livecodebench"] = theirs.grade(problem, source)
                row["note"] = note_of(problem, row)
            rows.append(row)
    finally:
        ours.close()
        if theirs is not None:
            theirs.close()
    return {"tier": ours.tier.value, "missing": missing, "unread": unread, **totals(rows)}


def _submissions(
    folder: Path, ours: Ours, unread: dict[str, str]
) -> Iterator[tuple[Problem, LabelledSubmission]]:
    for metadata in sorted(folder.rglob("problem.yaml")):
        try:
            problem = read_package(metadata.parent)
        except (ProblemError, ConfigError) as error:
            unread[metadata.parent.name] = without_paths(str(error))
            continue
        if not problem.cases:
            unread[problem.id] = "no test cases"
            continue
        programs = [p for p in problem.submissions if p.path.suffix == ".py" and p.path.is_file()]
        try:
            limited = ours.limited(problem, programs)
        except CoderlError as error:
            unread[problem.id] = without_paths(str(error))
            continue
        yield from ((limited, labelled) for labelled in programs)
