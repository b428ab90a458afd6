"""What is asked: problems and where they come from, and how an output is compared. Nothing is run
here.
"""

from __future__ import annotations

from coderl.problems.checkers import checker_for
from coderl.problems.model import (
    GROWTHS,
    Checker,
    Comparison,
    GeneratorSource,
    Interface,
    LabelledSubmission,
    Match,
    Problem,
    ProblemSource,
    TestCase,
    TimeRule,
)
from coderl.problems.package import PackageSource, bundled, find_problem, read_package

__all__ = [
    "GROWTHS",
    "Checker",
    "Comparison",
    "GeneratorSource",
    "Interface",
    "LabelledSubmission",
    "Match",
    "PackageSource",
    "Problem",
    "ProblemSource",
    "TestCase",
    "TimeRule",
    "bundled",
    "checker_for",
    "find_problem",
    "read_package",
]
