"""Deciding on an output: the built-in comparisons, and a package's own output validator, which runs
in the sandbox too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from coderl.errors import ProblemError
from coderl.languages.build import build
from coderl.languages.catalogue import language_of
from coderl.languages.model import BuildFailure, Submission
from coderl.problems.checkers import checker_for
from coderl.problems.model import Checker, Comparison, Match, Problem, TestCase
from coderl.sandbox.model import Limits, LoadFailure, Sandbox
from coderl.units import MIB

_ACCEPT, _REJECT = 42, 43
_LIMITS = Limits(cpu_s=30.0, idle_s=10.0, memory_bytes=1024 * MIB, output_bytes=16 * MIB)
_MESSAGES = "feedback/judgemessage.txt"


class Checking:
    """Decides on the outputs of one problem. Test groups may differ in how they compare."""

    def __init__(self, problem: Problem, sandbox: Sandbox) -> None:
        self._problem = problem
        self._checkers: dict[Comparison, Checker] = {}
        self._validator: _Validator | None = None
        validator = problem.comparison.validator
        if problem.comparison.kind == "custom" and validator is not None:
            self._validator = _Validator(validator, sandbox)

    def __call__(self, case: TestCase, actual: bytes) -> Match:
        """Compare one output. Raises ProblemError where the package's validator does not answer 42
        or 43.
        """
        comparison = self._problem.comparison_of(case)
        if self._validator is not None:
            return self._validator(case, comparison, actual)
        if comparison not in self._checkers:
            self._checkers[comparison] = checker_for(comparison, self._problem.interface)
        return self._checkers[comparison](case.input, case.expected, actual)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._validator is not None:
            self._validator.close()


def _sources(validator: Path) -> tuple[Path, dict[str, bytes]]:
    """The one program of a validator, and the files beside it."""
    if validator.is_file():
        return validator, {}
    files = sorted(path for path in validator.iterdir() if path.is_file())
    programs = [path for path in files if path.suffix in (".py", ".cpp", ".cc", ".cxx")]
    main = [
        path
        for path in programs
        if path.stem in ("main", "__main__", "validator", "validate", "checker")
    ] or programs
    if len(main) != 1:
        raise ProblemError(
            f"{validator}: one program is needed (.py or .cpp), found "
            f"{', '.join(p.name for p in programs) or 'none'}"
        )
    return main[0], {path.name: path.read_bytes() for path in files if path != main[0]}


class _Validator:
    """A validator in a session of its own: `validator input answer feedback/ < output`, exit code
    42 or 43.

    Raises ProblemError where it does not build.
    """

    def __init__(self, path: Path, sandbox: Sandbox) -> None:
        self._source, extra = _sources(path)
        submission = Submission(
            source=self._source.read_bytes(), language=language_of(self._source).name
        )
        try:
            self._session = sandbox.open(build(submission, sandbox, extra=extra), scratch=True)
        except (BuildFailure, LoadFailure) as error:
            raise ProblemError(
                f"{self._source}: the output validator does not build: {error}"
            ) from None
        self._extra = extra if self._source.suffix == ".py" else {}

    def close(self) -> None:
        self._session.close()

    def __call__(self, case: TestCase, comparison: Comparison, actual: bytes) -> Match:
        files = {**self._extra, "input": case.input, "answer": case.expected, "feedback/": b""}
        argv = ("input", "answer", "feedback/", *comparison.validator_args)
        outcome = self._session.run(actual, _LIMITS, argv=argv, files=files, collect=(_MESSAGES,))
        if outcome.stopped_by is not None or outcome.exit_code not in (_ACCEPT, _REJECT):
            end = outcome.stopped_by or (
                f"signal {outcome.signal}" if outcome.signal else f"exit code {outcome.exit_code}"
            )
            last = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise ProblemError(
                f"{self._source}: the output validator ended with {end}, not 42 or "
                f"43{': ' + last[0] if last else ''}"
            )
        if outcome.exit_code == _ACCEPT:
            return Match(right=True)
        message = outcome.files.get(_MESSAGES, b"").decode("utf-8", "replace").strip()
        return Match(
            right=False, note=ascii(message[:200])[1:-1] or "rejected by the output validator"
        )
