"""Deciding on an output: the built-in comparisons, and a package's own output validator, which runs in the sandbox too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coderl.errors import ProblemError
from coderl.languages.build import build
from coderl.languages.catalogue import language_of
from coderl.languages.model import BuildFailure, Submission
from coderl.problems.checkers import checker_for
from coderl.problems.model import Checker, Match, Problem
from coderl.sandbox.model import Limits, LoadFailure, Sandbox, Session
from coderl.units import MIB

_ACCEPT, _REJECT = 42, 43
_LIMITS = Limits(cpu_s=30.0, idle_s=10.0, memory_bytes=1024 * MIB, output_bytes=16 * MIB)
_MESSAGES = "feedback/judgemessage.txt"


@contextmanager
def checker_of(problem: Problem, sandbox: Sandbox) -> Iterator[Checker]:
    """The checker of a problem. Raises ProblemError where its validator does not build or does not answer 42 or 43."""
    if problem.comparison.kind != "custom":
        yield checker_for(problem.comparison, problem.interface)
        return
    assert problem.comparison.validator is not None
    source, extra = _sources(problem.comparison.validator)
    submission = Submission(source=source.read_bytes(), language=language_of(source).name)
    try:
        session = sandbox.open(build(submission, sandbox, extra=extra), scratch=True)
    except (BuildFailure, LoadFailure) as error:
        raise ProblemError(f"{source}: the output validator does not build: {error}") from None
    with session:
        yield _Validator(problem, source, session, extra)


def _sources(validator: Path) -> tuple[Path, dict[str, bytes]]:
    """The one program of a validator, and the files beside it."""
    if validator.is_file():
        return validator, {}
    files = sorted(path for path in validator.iterdir() if path.is_file())
    programs = [path for path in files if path.suffix in (".py", ".cpp", ".cc", ".cxx")]
    main = [path for path in programs if path.stem in ("main", "__main__", "validator", "validate", "checker")] or programs
    if len(main) != 1:
        raise ProblemError(f"{validator}: one program is needed (.py or .cpp), found {', '.join(p.name for p in programs) or 'none'}")
    return main[0], {path.name: path.read_bytes() for path in files if path != main[0]}


class _Validator:
    """A Checker that asks the validator: `validator input answer feedback/ < output`, exit code 42 or 43."""

    def __init__(self, problem: Problem, source: Path, session: Session, extra: dict[str, bytes]) -> None:
        self._source = source
        self._session = session
        self._extra = extra if source.suffix == ".py" else {}
        self._argv = ("input", "answer", "feedback/", *problem.comparison.validator_args)

    def __call__(self, input: bytes, expected: bytes, actual: bytes) -> Match:
        files = {**self._extra, "input": input, "answer": expected, "feedback/": b""}
        outcome = self._session.run(actual, _LIMITS, argv=self._argv, files=files, collect=(_MESSAGES,))
        if outcome.stopped_by is not None or outcome.exit_code not in (_ACCEPT, _REJECT):
            end = outcome.stopped_by or (f"signal {outcome.signal}" if outcome.signal else f"exit code {outcome.exit_code}")
            last = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise ProblemError(f"{self._source}: the output validator ended with {end}, not 42 or 43{': ' + last[0] if last else ''}")
        if outcome.exit_code == _ACCEPT:
            return Match(right=True)
        message = outcome.files.get(_MESSAGES, b"").decode("utf-8", "replace").strip()
        return Match(right=False, note=ascii(message[:200])[1:-1] or "rejected by the output validator")
