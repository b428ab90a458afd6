"""The name of what happened, from an outcome and a match. Pure."""

from __future__ import annotations

from enum import StrEnum

from coderl.sandbox.model import Outcome, Stop


class Verdict(StrEnum):
    """Accepted, wrong answer, time, memory or output limit, run-time error, compile error."""

    AC = "AC"
    WA = "WA"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    RE = "RE"
    CE = "CE"


_OF_STOP = {
    Stop.CPU: Verdict.TLE,
    Stop.IDLE: Verdict.TLE,
    Stop.MEMORY: Verdict.MLE,
    Stop.OUTPUT: Verdict.OLE,
    Stop.PROCESSES: Verdict.RE,
}


def verdict_of(outcome: Outcome) -> Verdict | None:
    """The verdict that an outcome alone decides; None where the output has to be looked at."""
    if outcome.stopped_by is not None:
        return _OF_STOP[outcome.stopped_by]
    return None if outcome.exit_code == 0 else Verdict.RE
