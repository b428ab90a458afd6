"""The time limit of a package that states none: it follows from its accepted submissions."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

from coderl.judge.judgement import Judgement
from coderl.judge.verdict import Verdict
from coderl.problems.model import Problem

MOST_S = 60.0  # what an accepted submission may take while the limit is looked for


def without_time_limit(problem: Problem) -> Problem:
    """The problem with the limit that accepted submissions are measured under."""
    return _with_cpu_s(problem, MOST_S)


def with_time_limit(problem: Problem, accepted: Iterable[Judgement]) -> Problem:
    """The problem with the limit that its rule gives for the judgements of accepted submissions.

    The rule is the package format's: the multiplier times the slowest case of the slowest accepted
    submission, rounded up to the resolution. A problem without a rule, or without an accepted
    submission that passes, keeps its limit.
    """
    rule = problem.time_rule
    slowest_s = max(
        (
            max(case.cpu_s for case in judgement.cases)
            for judgement in accepted
            if judgement.verdict is Verdict.AC
        ),
        default=0.0,
    )
    if rule is None or slowest_s == 0.0:
        return problem
    steps = math.ceil(rule.multiplier * slowest_s / rule.resolution_s)
    return _with_cpu_s(problem, steps * rule.resolution_s)


def _with_cpu_s(problem: Problem, cpu_s: float) -> Problem:
    return dataclasses.replace(problem, limits=dataclasses.replace(problem.limits, cpu_s=cpu_s))
