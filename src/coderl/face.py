"""The two functions that most people want, over one sandbox, opened when first needed."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coderl.errors import SandboxUnavailable, UsageError
from coderl.languages.catalogue import language, language_of
from coderl.languages.model import Submission
from coderl.problems.model import Problem
from coderl.problems.package import find_problem
from coderl.sandbox.model import Sandbox, Tier
from coderl.units import MIB, format_bytes

_MOST_BYTES = 64 * MIB

if TYPE_CHECKING:
    from coderl.complexity.growth import GrowthReport
    from coderl.judge.judgement import Judgement


def open_sandbox(
    *,
    sandbox: str = "embedded",
    image: str | None = None,
    tier: Tier | str | None = None,
    require_tier: Tier | str | None = None,
) -> Sandbox:
    """A new sandbox: the strongest of the tiers A and B that this machine gives, or just the tier
    asked for. `docker` is one in a container of `image`, at tier B.

    Raises SandboxUnavailable, at the latest when it is first used, where the machine gives less
    than `require_tier`, or no container.
    """
    from coderl.languages.toolchain import trees
    from coderl.sandbox.zygote import ZygoteSandbox

    chosen, required = _tier(tier), _tier(require_tier)
    if chosen and required and not chosen.meets(required):
        raise UsageError(
            f"tier {chosen} is weaker than the required tier {required}: ask for one of the two"
        )
    if sandbox == "docker":
        return _docker(image, chosen, required)
    if sandbox != "embedded":
        raise UsageError(f"unknown sandbox {sandbox!r}: write embedded or docker")
    if image is not None:
        raise UsageError(f"image {image}: only the sandbox docker has one")
    return ZygoteSandbox(tier=chosen, require_tier=required, trees=trees())


def _docker(image: str | None, tier: Tier | None, required: Tier | None) -> Sandbox:
    from coderl.sandbox.docker import IMAGE, DockerSandbox

    if tier not in (None, Tier.B):
        raise UsageError(f"tier {tier}: the sandbox docker has tier B, inside its container")
    if required and not Tier.B.meets(required):
        raise SandboxUnavailable(
            f"tier {required} is required: the sandbox docker has tier B, inside its container"
        )
    return DockerSandbox(image=image or IMAGE, require_tier=required)


def _tier(name: Tier | str | None) -> Tier | None:
    try:
        return Tier(name) if name else None
    except ValueError:
        raise UsageError(f"unknown tier {name!r}: write A, B or C") from None


@cache
def _shared() -> Sandbox:
    sandbox = open_sandbox()
    atexit.register(sandbox.close)
    return sandbox


def submission_of(source: str | bytes | Path, language_name: str | None = None) -> Submission:
    """A submission from source text, source bytes, or the path of a file.

    The language is the one named, else the file's by its suffix, else Python. Raises UsageError for
    a file that cannot be read and a language that coderl does not know.
    """
    if isinstance(source, Path):
        known = language(language_name) if language_name else language_of(source)
        try:
            return Submission(source=_read(source), language=known.name, name=source.name)
        except OSError as error:
            raise UsageError(f"{source}: cannot be read: {error.strerror}") from None
    data = source.encode("utf-8", "surrogateescape") if isinstance(source, str) else source
    return Submission(source=data, language=language(language_name or "python").name)


def _read(path: Path) -> bytes:
    """A file's bytes; it may be a pipe or a device, so not all that it would give."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UsageError(f"{path}: is longer than {format_bytes(_MOST_BYTES)}: no source is")
    return data


def _problem(problem: str | Path | Problem) -> Problem:
    return problem if isinstance(problem, Problem) else find_problem(str(problem))


def grade(
    source: str | bytes | Path,
    *,
    problem: str | Path | Problem,
    language: str | None = None,
    sandbox: Sandbox | None = None,
    stop_at_first: bool = False,
) -> Judgement:
    """Judge source (text, bytes or a Path) against a problem (an id, a package folder, or a
    Problem).

    Raises UsageError for what the caller got wrong, SandboxError where we fail; what the submission
    does is a verdict.
    """
    from coderl.judge.grade import judge

    return judge(
        _problem(problem),
        submission_of(source, language),
        sandbox or _shared(),
        stop_at_first=stop_at_first,
    )


def fit(
    source: str | bytes | Path,
    *,
    problem: str | Path | Problem,
    language: str | None = None,
    sandbox: Sandbox | None = None,
    budget_s: float | None = None,
) -> GrowthReport:
    """Measure how the cost of source grows on a problem's generated inputs, beside the problem's
    reference.

    `budget_s` is CPU seconds for each family of inputs. Raises UsageError, ProblemError and
    SandboxError as `grade`, and BuildFailure or LoadFailure where the source does not build.
    """
    from coderl.complexity.growth import BUDGET_S, growth_of

    return growth_of(
        _problem(problem),
        submission_of(source, language),
        sandbox or _shared(),
        budget_s=BUDGET_S if budget_s is None else budget_s,
    )
