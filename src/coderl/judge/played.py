"""One run of a submission on one input, and what was decided about it."""

from __future__ import annotations

from collections.abc import Mapping

from coderl.judge.verdict import Verdict
from coderl.records import record
from coderl.sandbox.model import Outcome

_STDERR_CHARACTERS = 200


@record
class Played:
    """One run, decided. `next_input` and `feedback` are for the next run of the same case."""

    outcome: Outcome
    verdict: Verdict
    note: str = ""
    next_input: bytes | None = None
    feedback: Mapping[str, bytes] = {}


def why(outcome: Outcome) -> str:
    """How a run that was a run-time error ended, for a person."""
    if outcome.stopped_by is not None:
        return "it tried to start another process"
    last = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    end = f"signal {outcome.signal}" if outcome.signal else f"exit code {outcome.exit_code}"
    return f"{end}: {ascii(last[0])[1:-1][:_STDERR_CHARACTERS]}" if last else end
