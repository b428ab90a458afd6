"""coderl: a sandboxed judge and a complexity-aware reward for code that a model wrote.

    >>> import coderl
    >>> coderl.grade("def two_sum(nums, target): return []", problem="two_sum").verdict
    <Verdict.WA: 'WA'>

Everything is loaded on first use: `import coderl` loads neither numpy nor torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coderl.complexity.growth import GrowthReport
    from coderl.complexity.model import Fit, Growth, Series
    from coderl.errors import (
        CoderlError,
        MeasurementError,
        ProblemError,
        SandboxError,
        SandboxUnavailable,
        UsageError,
    )
    from coderl.face import fit, grade, open_sandbox
    from coderl.judge.judgement import CaseResult, Judgement
    from coderl.judge.verdict import Verdict
    from coderl.problems.package import bundled, find_problem
    from coderl.sandbox.model import Limits, Outcome, Tier

__version__ = "0.1.0"

_HOMES = {
    "GrowthReport": "complexity.growth",
    "Fit": "complexity.model",
    "Growth": "complexity.model",
    "Series": "complexity.model",
    "CoderlError": "errors",
    "MeasurementError": "errors",
    "ProblemError": "errors",
    "SandboxError": "errors",
    "SandboxUnavailable": "errors",
    "UsageError": "errors",
    "fit": "face",
    "grade": "face",
    "open_sandbox": "face",
    "CaseResult": "judge.judgement",
    "Judgement": "judge.judgement",
    "Verdict": "judge.verdict",
    "bundled": "problems.package",
    "find_problem": "problems.package",
    "Limits": "sandbox.model",
    "Outcome": "sandbox.model",
    "Tier": "sandbox.model",
}

__all__ = [
    "CaseResult",
    "CoderlError",
    "Fit",
    "Growth",
    "GrowthReport",
    "Judgement",
    "Limits",
    "MeasurementError",
    "Outcome",
    "ProblemError",
    "SandboxError",
    "SandboxUnavailable",
    "Series",
    "Tier",
    "UsageError",
    "Verdict",
    "bundled",
    "find_problem",
    "fit",
    "grade",
    "open_sandbox",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'coderl' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"coderl.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
