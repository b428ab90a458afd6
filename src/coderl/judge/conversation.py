"""A submission and a validator that talk: two runs at the same time, in sandboxes of their own.

The submission never sees input or answer: it has two pipes. Who ended first decides: a rejection
that comes first holds whatever the submission does then, and an acceptance does not hide how the
submission ends.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping

from coderl.judge.pipes import Pipes
from coderl.judge.played import Played, why
from coderl.judge.validator import Ruling, Validator
from coderl.judge.verdict import Verdict, verdict_of
from coderl.problems.model import Comparison, TestCase
from coderl.sandbox.model import Limits, Outcome, Session

_PATIENCE_S = 60.0  # of a validator that waits for a submission, beyond what that may take


def converse(
    case: TestCase,
    comparison: Comparison,
    session: Session,
    validator: Validator,
    limits: Limits,
    feedback: Mapping[str, bytes],
    *,
    beside: Mapping[str, bytes],
) -> Played:
    """Let the two talk about one case. `beside` are files for the submission.

    Raises ProblemError where the validator is at fault, SandboxError where we are.
    """
    pipes = Pipes(limits.output_bytes, relay=True)
    order: list[str] = []
    outcomes: list[Outcome] = []
    rulings: list[Ruling] = []
    errors: list[BaseException] = []

    def submit() -> None:
        outcomes.append(session.run(b"", limits, files=beside, wires=pipes.submission))

    def validate() -> None:
        idle_s = _PATIENCE_S + 10 * (limits.cpu_s + limits.idle_s)
        rulings.append(
            validator(
                case, comparison, b"", feedback=feedback, wires=pipes.validator, idle_s=idle_s
            )
        )

    def side(name: str, run: Callable[[], None], end: Callable[[], None]) -> Callable[[], None]:
        def body() -> None:
            try:
                run()
            except BaseException as error:  # raised again by the thread that judges
                errors.append(error)
            order.append(name)
            end()

        return body

    threads = [
        threading.Thread(target=side("submission", submit, pipes.submission_ended), daemon=True),
        threading.Thread(target=side("validator", validate, pipes.validator_ended), daemon=True),
    ]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        pipes.close()
    if errors:
        raise errors[0]
    return _decide(outcomes[0], rulings[0], validator, order[0], flooded=pipes.flooded)


def _decide(
    outcome: Outcome, ruling: Ruling, validator: Validator, first: str, *, flooded: bool
) -> Played:
    ended = verdict_of(outcome)
    if first == "validator":
        if ruling.right is None:
            raise validator.fault(ruling)
        if not ruling.right:
            return Played(outcome=outcome, verdict=Verdict.WA, note=ruling.note)
    if flooded:
        return Played(outcome=outcome, verdict=Verdict.OLE)
    if ended is not None:
        note = why(outcome) if ended is Verdict.RE else ""
        return Played(outcome=outcome, verdict=ended, note=note)
    if ruling.right is None:
        if _lost_its_partner(ruling):
            note = "it ended before the validator had heard all"
            return Played(outcome=outcome, verdict=Verdict.WA, note=note)
        raise validator.fault(ruling)
    verdict = Verdict.AC if ruling.right else Verdict.WA
    return Played(
        outcome=outcome,
        verdict=verdict,
        note="" if ruling.right else ruling.note,
        next_input=ruling.next_input,
        feedback=ruling.feedback,
    )


def _lost_its_partner(ruling: Ruling) -> bool:
    """Whether a validator that gave no answer ended by writing to a submission that had gone."""
    broken = b"BrokenPipeError" in ruling.outcome.stderr[-2000:]
    return ruling.outcome.signal == signal.SIGPIPE or broken
