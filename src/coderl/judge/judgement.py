"""What judging yields: one result a case, and the submission's verdict."""

from __future__ import annotations

from coderl.judge.verdict import Verdict
from coderl.records import record
from coderl.sandbox.model import Tier


@record
class CaseResult:
    """One case. `note` says for a person what was not right; `cpu_s` is what was charged to the
    submission.
    """

    name: str
    verdict: Verdict
    cpu_s: float
    wall_s: float
    peak_memory_bytes: int
    note: str = ""


@record
class Judgement:
    """A submission's judgement. `verdict` is that of the first case that is not AC; `cases` are
    those that ran.
    """

    problem_id: str
    language: str
    verdict: Verdict
    cases: tuple[CaseResult, ...]
    total: int
    tier: Tier
    note: str = ""

    @property
    def passed(self) -> int:
        """How many cases were AC."""
        return sum(case.verdict is Verdict.AC for case in self.cases)

    @property
    def pass_rate(self) -> float:
        """The share of all cases that were AC, between 0 and 1."""
        return self.passed / self.total
