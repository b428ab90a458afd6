"""From a submission and a generator to a growth: build, measure, fit. Knows no verdict."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, cast

from coderl.complexity.inputs import Inputs
from coderl.complexity.ladder import worst
from coderl.complexity.measure import Climb, Measured, Subject
from coderl.complexity.model import Fit, Growth, Relative, Series
from coderl.errors import ProblemError
from coderl.languages.build import build
from coderl.languages.catalogue import LANGUAGES, language, language_of
from coderl.languages.model import BuildFailure, Submission
from coderl.problems.checkers import checker_for
from coderl.problems.model import Comparison, GeneratorSource, Interface, Problem
from coderl.records import record
from coderl.sandbox.model import LoadFailure, Outcome, Program, Sandbox, Session, Tier

BUDGET_S = 2.0

_DROWNED = "what it does before its calls, at import, takes so long that their cost cannot be told"


@record
class GrowthReport:
    """How the cost of a submission grows, and how that is known.

    `family` is the generator that showed the worst growth; `cpu_s_spent` covers submission and
    reference over all families, without generating inputs. `wrong_at` is the smallest n at which
    its output differs from the reference's.
    """

    fit: Fit
    relative: Relative | None
    expected: str | None
    series: Series
    family: str
    cpu_s_spent: float
    tier: Tier
    ended: str = ""
    wrong_at: int | None = None

    @property
    def growth(self) -> Growth | None:
        """The likeliest growth; a guess where `decided` is false."""
        return self.fit.growth

    @property
    def decided(self) -> bool:
        """Whether the data rule out every other growth."""
        return self.fit.decided


def measure_growth(
    submission: Submission,
    sandbox: Sandbox,
    *,
    interface: Interface,
    generators: tuple[GeneratorSource, ...],
    reference: Submission | None = None,
    comparison: Comparison | None = None,
    expected: str | None = None,
    budget_s: float = BUDGET_S,
) -> GrowthReport:
    """Measure a submission over every family of inputs and fit; the growth is the worst of them.

    `budget_s` bounds the CPU seconds of the submission's runs of one family, and the reference's as
    much again. Raises BuildFailure or LoadFailure where the submission does not build, ProblemError
    where generator or reference fail.
    """
    if not generators:
        raise ProblemError(
            "there is nothing to measure on: the problem has no generators/, add one with "
            "generate(n, seed)"
        )
    with ExitStack() as opened:

        def ready(one: Submission) -> tuple[Session, Program]:
            program = build(one, sandbox, entry=interface.entry)
            return opened.enter_context(sandbox.open(program)), program

        subject = ready(submission)
        try:
            beside = ready(reference) if reference is not None else None
        except (BuildFailure, LoadFailure) as failure:
            raise ProblemError(f"the reference does not build: {failure}") from None
        empty = (
            None
            if interface.entry
            else ready(
                Submission(source=language(submission.language).empty, language=submission.language)
            )[0]
        )
        same = _same(interface, comparison)
        reports = [
            _measure_family(
                sandbox, generator, interface, subject, beside, empty, same, expected, budget_s
            )
            for generator in generators
        ]
    chosen = reports[worst([report.fit.growth for report in reports])]
    wrong = [report.wrong_at for report in reports if report.wrong_at is not None]
    return GrowthReport(
        fit=chosen.fit,
        relative=chosen.relative,
        expected=expected,
        series=chosen.series,
        family=chosen.family,
        cpu_s_spent=sum(report.cpu_s_spent for report in reports),
        tier=chosen.tier,
        ended=chosen.ended,
        wrong_at=min(wrong, default=None),
    )


def _measure_family(
    sandbox: Sandbox,
    generator: GeneratorSource,
    interface: Interface,
    subject: tuple[Session, Program],
    beside: tuple[Session, Program] | None,
    empty: Session | None,
    same: Callable[[bytes, Outcome, Outcome], bool] | None,
    expected: str | None,
    budget_s: float,
) -> GrowthReport:
    from coderl.complexity.fit import fit_growth
    from coderl.complexity.reference import compare

    inputs = Inputs(sandbox, generator, interface.style)
    try:
        measured: Measured = Climb(
            Subject(*subject, empty),
            Subject(*beside, empty) if beside else None,
            inputs,
            bounds=(generator.min_n, generator.max_n),
            budget_s=budget_s,
            same=same,
        ).measure()
    finally:
        inputs.close()
    fit = fit_growth(measured.series, baseline_cpu_s=measured.baseline_cpu_s)
    if measured.drowned and fit.decided:
        fit = dataclasses.replace(fit, decided=False, plausible=tuple(Growth), reason=_DROWNED)
    return GrowthReport(
        fit=fit,
        relative=compare(measured.series, baseline_cpu_s=measured.baseline_cpu_s),
        expected=expected,
        series=measured.series,
        family=generator.name,
        cpu_s_spent=measured.cpu_s_spent,
        tier=sandbox.tier,
        ended=measured.ended,
        wrong_at=measured.wrong_at,
    )


def growth_of(
    problem: Problem, submission: Submission, sandbox: Sandbox, *, budget_s: float = BUDGET_S
) -> GrowthReport:
    """Measure a submission to a problem beside the problem's reference in the same language, where
    there is one.
    """
    if not problem.generators:
        raise ProblemError(
            f"{problem.id}: has no generators/, so its growth cannot be measured: add one with "
            "generate(n, seed)"
        )
    return measure_growth(
        submission,
        sandbox,
        interface=problem.interface,
        generators=problem.generators,
        reference=reference_of(problem, submission.language),
        comparison=problem.comparison,
        expected=problem.growth,
        budget_s=budget_s,
    )


def reference_of(problem: Problem, language_name: str) -> Submission | None:
    """The accepted submission in a language whose claimed growth is the problem's own."""
    for labelled in problem.submissions:
        known = any(labelled.path.suffix in known.suffixes for known in LANGUAGES.values())
        if known and labelled.verdicts == ("AC",) and labelled.growth == problem.growth is not None:
            spoken = language_of(labelled.path)
            if spoken.name == language(language_name).name:
                return Submission(
                    source=labelled.path.read_bytes(), language=spoken.name, name=labelled.path.name
                )
    return None


def _same(
    interface: Interface, comparison: Comparison | None
) -> Callable[[bytes, Outcome, Outcome], bool] | None:
    """Whether two outcomes hold the same answer; None where only the problem's own validator could
    tell.
    """
    if comparison is not None and comparison.kind == "custom":
        return None
    checker = checker_for(comparison or Comparison(), interface)

    def same(input: bytes, outcome: Outcome, beside: Outcome) -> bool:
        if interface.style == "stdin":
            return checker(input, beside.stdout, outcome.stdout).right
        if outcome.result == beside.result:
            return True
        mine, theirs = _values(outcome), _values(beside)
        if mine is None or theirs is None or len(mine) != len(theirs):
            return False
        pairs = zip(theirs, mine, strict=True)
        return all(
            checker(b"", json.dumps(t).encode(), json.dumps(m).encode()).right for t, m in pairs
        )

    return same


def _values(outcome: Outcome) -> list[Any] | None:
    try:
        values = json.loads(outcome.result or b"")
    except (ValueError, RecursionError):
        return None
    return cast("list[Any]", values) if isinstance(values, list) else None
