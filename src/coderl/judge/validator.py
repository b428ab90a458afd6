"""A package's own output validator: a program that decides, and runs in a sandbox too.

Kattis': `validator input answer feedback/ < output`, exit code 42 or 43. testlib's: `checker input
output answer`, exit code 0, or 1, 2, 4 and 8 for outputs that are wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from coderl.errors import ProblemError, UsageError
from coderl.judge.programs import (
    build_by_itself,
    files_at_run,
    is_built_by_itself,
    submission_at,
)
from coderl.languages.build import build
from coderl.languages.model import BuildFailure
from coderl.problems.model import Comparison, Match, Problem, TestCase
from coderl.records import record
from coderl.sandbox.model import LoadFailure, Outcome, Program, Sandbox, Session

_STEMS = ("validate", "validator", "checker", "check", "output_validator", "interactor")
_FEEDBACK = "feedback/"
_MESSAGE = "feedback/judgemessage.txt"
_NEXT = "feedback/nextpass.in"
_SHORT = 200
_OF_KATTIS = {42: True, 43: False}
_OF_TESTLIB = {0: True, 1: False, 2: False, 4: False, 8: False}
_POINTS_OF_TESTLIB = (7, *range(50, 251))


@record
class Ruling:
    """What a validator did. `right` is None where it ended otherwise than with an answer, and then
    `note` is how it ended.

    `next_input` is what it wants the submission to be run on next, and `feedback` its folder.
    """

    right: bool | None
    note: str
    outcome: Outcome
    next_input: bytes | None = None
    feedback: Mapping[str, bytes] = {}


class Validator:
    """The validator of a problem. Raises ProblemError where it does not build."""

    def __init__(self, problem: Problem, sandbox: Sandbox) -> None:
        assert problem.comparison.validator is not None
        self.path = problem.comparison.validator
        self._testlib = problem.comparison.protocol == "testlib"
        self._limits = problem.validation
        self._keeps = problem.passes > 1
        try:
            program, self._files = _program_at(self.path, sandbox)
            self._session: Session = sandbox.open(program, scratch=True)
        except (BuildFailure, LoadFailure) as error:
            raise ProblemError(
                f"{self.path}: the output validator does not build: {error}"
            ) from None
        except ProblemError:
            raise
        except UsageError as error:
            raise ProblemError(str(error)) from None

    def close(self) -> None:
        """End its session, and what of it still runs."""
        self._session.close()

    def __call__(
        self,
        case: TestCase,
        comparison: Comparison,
        output: bytes,
        *,
        feedback: Mapping[str, bytes] | None = None,
        wires: tuple[int, int] | None = None,
        idle_s: float | None = None,
    ) -> Ruling:
        """Run it once: on an output, or joined to a submission by `wires`, which are closed here.

        Raises SandboxError where we fail, never for what the validator does.
        """
        argv, files, text = self._called(case, comparison, output, feedback or {})
        limits = self._limits
        if idle_s is not None:
            limits = dataclasses.replace(limits, idle_s=idle_s)
        collect = _FEEDBACK if self._keeps else _MESSAGE
        outcome = self._session.run(
            text, limits, argv=argv, files=files, collect=(collect,), wires=wires
        )
        return self._ruling(outcome)

    def match(self, ruling: Ruling) -> Match:
        """A ruling as a match. Raises ProblemError where it is none."""
        if ruling.right is None:
            raise self.fault(ruling)
        return Match(right=ruling.right, note="" if ruling.right else ruling.note)

    def fault(self, ruling: Ruling) -> ProblemError:
        """The error that a validator's end is, where it gave no answer."""
        asked = "0, 1, 2 or 3" if self._testlib else "42 or 43"
        end, _, said = ruling.note.partition(": ")
        return ProblemError(
            f"{self.path}: the output validator ended with {end}, not {asked}"
            f"{': ' + said if said else ''}"
        )

    def _called(
        self, case: TestCase, comparison: Comparison, output: bytes, feedback: Mapping[str, bytes]
    ) -> tuple[tuple[str, ...], dict[str, bytes], bytes]:
        given = {**self._files, "input": case.input, "answer": case.expected}
        words = comparison.validator_args
        if self._testlib:
            return ("input", "output", "answer", *words), {**given, "output": output}, b""
        files = {**given, _FEEDBACK: b"", **feedback}
        return ("input", "answer", _FEEDBACK, *words), files, output

    def _ruling(self, outcome: Outcome) -> Ruling:
        answers = _OF_TESTLIB if self._testlib else _OF_KATTIS
        code = -1 if outcome.exit_code is None else outcome.exit_code
        right = answers.get(code) if outcome.stopped_by is None else None
        if right is None:
            return Ruling(right=None, note=self._end(outcome), outcome=outcome)
        said = outcome.stderr if self._testlib else outcome.files.get(_MESSAGE, b"")
        note = "" if right else _short(said) or "rejected by the output validator"
        feedback = dict(outcome.files) if self._keeps else {}
        return Ruling(
            right=right,
            note=note,
            outcome=outcome,
            next_input=feedback.pop(_NEXT, None),
            feedback=feedback,
        )

    def _end(self, outcome: Outcome) -> str:
        if outcome.stopped_by is not None:
            return f"{outcome.stopped_by}"
        if outcome.signal is not None:
            return f"signal {outcome.signal}"
        last = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        said = f": {ascii(last[0])[1:-1][:_SHORT]}" if last else ""
        if self._testlib and outcome.exit_code == 3:
            return f"exit code 3 (the checker failed){said}"
        if self._testlib and outcome.exit_code in _POINTS_OF_TESTLIB:
            return f"exit code {outcome.exit_code} (points, which coderl does not judge){said}"
        return f"exit code {outcome.exit_code}{said}"


def _program_at(path: Path, sandbox: Sandbox) -> tuple[Program, Mapping[str, bytes]]:
    """The program of a validator, and the files beside it when it runs."""
    if path.is_dir() and is_built_by_itself(path):
        return build_by_itself(path, sandbox), {}
    submission = submission_at(path, stems=(*_STEMS, path.name))
    program = build(submission, sandbox)
    return program, files_at_run(submission, program)


def _short(message: bytes) -> str:
    return ascii(message.decode("utf-8", "replace").strip()[:_SHORT])[1:-1]
