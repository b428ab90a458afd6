"""Deciding on an output: the built-in comparisons, and a package's own output validator, which runs
in a sandbox too.
"""

from __future__ import annotations

from typing import Self

from coderl.judge.validator import Validator
from coderl.problems.checkers import checker_for
from coderl.problems.model import Checker, Comparison, Match, Problem, TestCase
from coderl.sandbox.model import Sandbox


class Checking:
    """Decides on the outputs of one problem. Test groups may differ in how they compare.

    `validator` is the package's own, None where a built-in comparison decides. Raises ProblemError
    where it does not build.
    """

    def __init__(self, problem: Problem, sandbox: Sandbox) -> None:
        self._problem = problem
        self._checkers: dict[Comparison, Checker] = {}
        self.validator: Validator | None = None
        if problem.comparison.kind == "custom" and problem.comparison.validator is not None:
            self.validator = Validator(problem, sandbox)

    def __call__(self, case: TestCase, actual: bytes) -> Match:
        """Compare one output. Raises ProblemError where the package's validator gives no answer."""
        comparison = self._problem.comparison_of(case)
        if self.validator is not None:
            return self.validator.match(self.validator(case, comparison, actual))
        if comparison not in self._checkers:
            self._checkers[comparison] = checker_for(comparison, self._problem.interface)
        return self._checkers[comparison](case.input, case.expected, actual)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self.validator is not None:
            self.validator.close()
