"""Climb a ladder of sizes and measure, the submission beside its reference on the same inputs. It
thinks of no growth.

Each measurement is a fresh process whose clock is read from outside: from the mark, at which
isolation and input are in place and nothing submitted has run, to the moment at which the whole
result has arrived.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from coderl.complexity.inputs import Inputs, TooLarge
from coderl.complexity.ladder import (
    FEW_RUNGS,
    MOST_ONES,
    between,
    first_size,
    next_size,
    predicted_s,
    steep_start,
)
from coderl.complexity.model import Measurement, Series
from coderl.errors import ProblemError
from coderl.records import record
from coderl.sandbox.inside.wire import frame
from coderl.sandbox.model import Limits, Outcome, Program, Session, Stop
from coderl.units import GIB, MIB

CAP_SHARE = 0.025  # of the budget: what one call at the largest size may cost
_LIMIT_CAPS = 4.0  # a call is stopped at this many caps, and counts as at least that much
# calls are batched until they last this long together: fresh memory costs more, so batches stay
# small
_BATCH_S = 2e-4
_MOST_CALLS = 64
_MOST_BATCH_BYTES = 4 * MIB
_GENERATOR_S = 0.6  # making one input may cost this much
_MOST_WAIT_S = 30.0
_BASELINES = 5
_SIZES = 12
_ROUNDS = 6
_MOST_ROUNDS = 16  # while all of it together costs little
_LITTLE = 0.3  # of the budget
_KEPT_SHARE = 0.5  # batched calls far cheaper than a single one remember something
_KEPT_S = 100e-6
# a run below this many baselines is measured beside one that loads its inputs and calls nothing
_CHEAP = 6.0
_LEAST_S = 1e-9
_SHORT_STEP = 1.9  # a step below this was cut by a cost, which is then looked at again
_LOOKS = 3
# what surrounds the calls leaves caches cold for them; where it is much, that passes for a cost
_MUCH_S, _COLD_SHARE, _DROWNED_SHARE = 1e-3, 0.25, 0.5
_CLOCK_S = 3e-6  # what two runs of the same thing differ by on a quiet machine
_SEED = 20260101


@record
class Measured:
    """A series and how it ended.

    `baseline_cpu_s` is what a run costs before it does anything with its input; it is subtracted
    for calls and still inside the costs of whole programs. `ended` says why the ladder ended where
    it was not the budget; `drowned` is whether even the largest input costs little beside what the
    program does before its calls, so that nothing can be decided; `wrong_at` is the smallest n at
    which the outputs of submission and
    reference differ.
    """

    series: Series
    baseline_cpu_s: float
    cpu_s_spent: float
    ended: str = ""
    drowned: bool = False
    wrong_at: int | None = None


@record
class Costs:
    """CPU seconds of one run, of the same run without its calls, and how many calls it made."""

    whole_s: float
    beside_s: float
    calls: int


def calls_s(costs: Sequence[Costs]) -> tuple[float, ...]:
    """CPU seconds of one call, one value a run: what runs cost beside their calls is the least that
    was seen of it.
    """
    if not costs:
        return ()
    beside = min(cost.beside_s for cost in costs)
    return tuple(max(_LEAST_S, cost.whole_s - beside) / cost.calls for cost in costs)


def doubt_s(costs: Sequence[Costs]) -> float:
    """How far the least cost of one call may be off: the gaps to the second least, and a floor."""
    if not costs:
        return 0.0
    beside = [cost.beside_s for cost in costs]
    gap = _gap([cost.whole_s for cost in costs]) + _gap(beside)
    cold = _COLD_SHARE * max(0.0, min(beside) - _MUCH_S)
    return (gap + cold + _CLOCK_S) / costs[0].calls


def _gap(values: list[float]) -> float:
    least = sorted(values)[:2]
    return least[-1] - least[0]


class Subject:
    """A program under measurement: its session, its baseline, and what it cost so far."""

    def __init__(self, session: Session, program: Program, empty: Session | None = None) -> None:
        self._session = session
        self._call = program.kind == "call"
        self._empty = empty
        self.baseline_cpu_s = 0.0
        self.cpu_s_spent = 0.0
        self.waited_s = 0.0

    def find_baseline(self, limits: Limits) -> str:
        """Measure what a run costs that does nothing; why that fails, or an empty string."""
        costs: list[float] = []
        for _ in range(_BASELINES):
            outcome = (self._empty or self._session).run(b"", limits, measure=True)
            if failure := self.failure(outcome):
                return failure
            costs.append(self._cost(outcome))
        self.baseline_cpu_s = min(costs)
        return ""

    def run(self, inputs: Sequence[bytes], limits: Limits) -> tuple[Outcome, Costs]:
        """Run on inputs: one call each, or one whole program."""
        outcome = self._session.run(
            frame(inputs) if self._call else inputs[0], limits, measure=True
        )
        self.cpu_s_spent += outcome.cpu_s
        cost = self._cost(outcome)
        beside = 0.0
        if self._call:
            beside = self.baseline_cpu_s
            if outcome.ok and cost < _CHEAP * beside:
                loaded = self._session.run(frame(inputs, called=False), limits, measure=True)
                self.cpu_s_spent += loaded.cpu_s
                beside = self._cost(loaded)
        return outcome, Costs(whole_s=cost, beside_s=beside, calls=len(inputs))

    def failure(self, outcome: Outcome) -> str:
        """Why a run cannot be used, or an empty string."""
        if not outcome.ok:
            return _why(outcome)
        return "it ended before it returned a value" if self._call and not outcome.result else ""

    def _cost(self, outcome: Outcome) -> float:
        """What a run cost; what it waited is added up, too."""
        self.waited_s += max(0.0, outcome.wall_s - outcome.cpu_s)
        return outcome.cpu_s if outcome.work_cpu_s is None else outcome.work_cpu_s

    @property
    def batches(self) -> bool:
        """Whether one run can hold several calls."""
        return self._call


class _Rung:
    """One size: its inputs and the costs seen."""

    def __init__(self, n: int, inputs: Sequence[bytes]) -> None:
        self.n = n
        self.inputs = inputs
        self.costs: list[Costs] = []
        self.reference_costs: list[Costs] = []
        self.censored = False

    def measurement(self) -> Measurement:
        return Measurement(
            n=self.n,
            cpu_s=calls_s(self.costs),
            reference_cpu_s=calls_s(self.reference_costs),
            censored=self.censored,
            noise_s=doubt_s(self.costs),
        )

    def dearer_s(self) -> float:
        """What a call costs, of the dearer of submission and reference; 0 before a first run."""
        return max(
            (min(costs) for costs in (calls_s(self.costs), calls_s(self.reference_costs)) if costs),
            default=0.0,
        )

    def due_s(self) -> float:
        """What one more round will cost."""
        return sum(
            costs[0].whole_s + costs[0].beside_s
            for costs in (self.costs, self.reference_costs)
            if costs
        )


class Climb:
    """One measurement of one submission."""

    def __init__(
        self,
        subject: Subject,
        reference: Subject | None,
        inputs: Inputs,
        *,
        bounds: tuple[int, int],
        budget_s: float,
        same: Callable[[bytes, Outcome, Outcome], bool] | None = None,
    ) -> None:
        self._subject = subject
        self._reference = reference
        self._inputs = inputs
        self._min_n, self._max_n = bounds
        self._budget_s = budget_s
        self._cap_s = budget_s * CAP_SHARE
        self._limits = Limits(
            cpu_s=self._cap_s * _LIMIT_CAPS,
            idle_s=5.0,
            memory_bytes=4 * GIB,
            output_bytes=256 * MIB,
        )
        self._same = same
        self._batching = subject.batches
        self._rungs: list[_Rung] = []
        self._ended = ""
        self._wrong_at: int | None = None

    def measure(self) -> Measured:
        """Climb until the budget is nearly spent, then measure again in shuffled rounds.

        Raises ProblemError where the generator or the reference fails.
        """
        self._ended = self._subject.find_baseline(self._limits)
        if not self._ended and self._reference is not None:
            failure = self._reference.find_baseline(self._limits)
            if failure:
                raise ProblemError(f"the reference failed before its first input: {failure}")
        if not self._ended:
            self._climb()
            self._climb_by_ones()
            self._look_for_memory()
            self._repeat()
        return Measured(
            series=Series(
                measurements=tuple(
                    rung.measurement()
                    for rung in sorted(self._rungs, key=lambda r: r.n)
                    if rung.costs
                )
            ),
            baseline_cpu_s=0.0 if self._subject.batches else self._subject.baseline_cpu_s,
            cpu_s_spent=self._spent_s(),
            ended=self._ended,
            drowned=self._is_drowned(),
            wrong_at=self._wrong_at,
        )

    def _is_drowned(self) -> bool:
        whole = [rung for rung in self._rungs if rung.costs and not rung.censored]
        if not whole:
            return False
        costs = max(whole, key=lambda rung: rung.n).costs
        beside_s = min(cost.beside_s for cost in costs)
        spent_s = min(cost.whole_s for cost in costs) - beside_s
        return beside_s > _MUCH_S and spent_s < _DROWNED_SHARE * beside_s

    def _spent_s(self) -> float:
        return self._subject.cpu_s_spent + (self._reference.cpu_s_spent if self._reference else 0.0)

    def _climb(self) -> None:
        size: int | None = first_size(self._min_n, self._max_n)
        known: list[tuple[int, float]] = []
        estimate_s = math.inf  # nothing is known of the first size: it is called once
        while size is not None and not self._ended:
            rung = self._rung(size, estimate_s)
            if rung is None or not self._run(rung):
                break
            if not known and not self._batch(rung):
                break
            self._look_at_the_wall()
            if rung.censored:
                break
            size = self._next_size(known, rung)
            for _ in range(_LOOKS):
                if size is not None and size >= _SHORT_STEP * rung.n:
                    break
                known.pop()  # or was it the machine that was slow?
                if not self._run(rung) or rung.censored:
                    break
                size = self._next_size(known, rung)
            if rung.censored or self._ended:
                break
            estimate_s = rung.dearer_s()

    def _next_size(self, known: list[tuple[int, float]], rung: _Rung) -> int | None:
        """Note what a rung costs and choose the next."""
        beside_s = 0.0 if self._subject.batches else self._subject.baseline_cpu_s
        known.append((rung.n, max(0.0, rung.dearer_s() - beside_s)))
        return next_size(known, self._max_n, self._cap_s)

    def _batch(self, rung: _Rung) -> bool:
        """Measure a first size again in a batch, now that one call has told what a call costs."""
        calls = self._calls(len(rung.inputs[0]), rung.dearer_s())
        if calls == 1 or rung.censored:
            return True
        rung.inputs = self._inputs.get(rung.n, calls)
        rung.costs.clear()
        rung.reference_costs.clear()
        return self._run(rung)

    def _climb_by_ones(self) -> None:
        """After a stop with hardly a rung below it: the sizes by the last good one, one by one."""
        stopped = next((rung.n for rung in self._rungs if rung.censored), None)
        good = {rung.n: rung.dearer_s() for rung in self._rungs if not rung.censored}
        if stopped is None or len(good) >= FEW_RUNGS:
            return
        start = steep_start(max(good, default=None), stopped, self._min_n)
        for n in range(start, min(stopped, start + MOST_ONES)):
            known = sorted(good.items())
            if n in good:
                continue
            if (known and n > known[-1][0] and predicted_s(known, n) > self._cap_s) or self._ended:
                return
            below = max((cost for size, cost in known if size < n), default=self._cap_s)
            rung = self._rung(n, max(below, predicted_s(known, n)))
            if rung is None or not self._run(rung) or rung.censored:
                return
            good[n] = rung.dearer_s()

    def _rung(self, n: int, estimate_s: float) -> _Rung | None:
        """A new rung with its inputs, None where they would cost too much to make."""
        if self._inputs.cost_s(n) > _GENERATOR_S:
            self._note(f"an input of size {n} takes too long to generate")
            return None
        try:
            first = self._inputs.get(n, 1)
            calls = self._calls(len(first[0]), estimate_s)
            rung = _Rung(n, self._inputs.get(n, calls))
        except TooLarge as error:
            if not self._rungs:
                raise ProblemError(f"not even the smallest input can be made: {error}") from None
            self._note(str(error))
            return None
        self._rungs.append(rung)
        return rung

    def _calls(self, input_bytes: int, estimate_s: float) -> int:
        if not self._batching:
            return 1
        by_time = _BATCH_S / max(estimate_s, 1e-9)
        return max(1, int(min(by_time, _MOST_CALLS, _MOST_BATCH_BYTES / max(1, input_bytes))))

    def _look_at_the_wall(self) -> bool:
        """Whether there is patience left: the CPU budget does not see programs that sleep."""
        if self._subject.waited_s <= _MOST_WAIT_S:
            return True
        self._note(
            f"its runs waited for more than {_MOST_WAIT_S:.0f} s: it sleeps, or the machine is busy"
        )
        return False

    def _note(self, why: str) -> None:
        self._ended = self._ended or why

    def _run(self, rung: _Rung) -> bool:
        """Measure submission and reference once at a size; whether the size can be used."""
        outcome, costs = self._subject.run(rung.inputs, self._limits)
        rung.censored = outcome.stopped_by in (Stop.CPU, Stop.MEMORY)
        if not rung.censored and (failure := self._subject.failure(outcome)):
            self._note(f"the submission failed at n = {rung.n}: {failure}")
            if not rung.costs:
                self._rungs.remove(rung)
            return False
        rung.costs.append(costs)
        if self._reference is not None:
            beside, costs = self._reference.run(rung.inputs, self._limits)
            failure = self._reference.failure(beside)
            if failure and beside.stopped_by not in (Stop.CPU, Stop.MEMORY):
                raise ProblemError(f"the reference failed at n = {rung.n}: {failure}")
            if not failure:
                rung.reference_costs.append(costs)
                if not rung.censored:
                    self._compare(rung, outcome, beside)
        return True

    def _compare(self, rung: _Rung, outcome: Outcome, beside: Outcome) -> None:
        wrong = self._same is not None and not self._same(rung.inputs[0], outcome, beside)
        if wrong and (self._wrong_at is None or rung.n < self._wrong_at):
            self._wrong_at = rung.n

    def _look_for_memory(self) -> None:
        """Where many calls share a process, one that remembers earlier ones looks cheap: such a
        program is called once a run.
        """
        batched = [rung for rung in self._rungs if len(rung.inputs) > 1 and rung.costs]
        if not batched or not self._look_at_the_wall():
            return
        rung = batched[-1]
        alone_s = self._alone_s(rung)
        if alone_s is None or alone_s <= self._kept_s(rung):
            return
        # What each run pays once, a cold cache after a large import, it pays at the least size too.
        once_s = self._alone_s(batched[0]) if batched[0] is not rung else 0.0
        if once_s is not None and alone_s - once_s > self._kept_s(rung):
            self._batching = False
            self._budget_s += self._spent_s() / (2 if self._reference else 1)  # it starts anew
            for other in batched:
                other.inputs = other.inputs[:1]
                other.costs.clear()
                other.reference_costs.clear()

    def _alone_s(self, rung: _Rung) -> float | None:
        """The least that one call in a process of its own takes; None where it ends badly."""
        costs = [
            costs
            for outcome, costs in (
                self._subject.run(rung.inputs[:1], self._limits) for _ in range(3)
            )
            if outcome.ok
        ]
        return min(calls_s(costs)) if costs else None

    @staticmethod
    def _kept_s(rung: _Rung) -> float:
        """What a call alone may take beyond one of many before the many look like one."""
        return min(calls_s(rung.costs)) / _KEPT_SHARE + _KEPT_S

    def _repeat(self) -> None:
        """Fill gaps, then go over the sizes again and again in another order, so that drift meets
        all of them.
        """
        whole = [rung for rung in self._rungs if not rung.censored]
        for n in (
            between([rung.n for rung in whole[-_SIZES:]], min(_SIZES, len(whole) * 2))
            if len(whole) > 1
            else []
        ):
            if n not in {rung.n for rung in self._rungs}:
                near = max((r for r in whole if r.n < n), key=lambda r: r.n)
                self._rung(n, near.dearer_s())
        rungs = [rung for rung in self._rungs if not rung.censored]
        shuffled = random.Random(_SEED)
        budget_s = self._budget_s * (2 if self._reference else 1)
        for done in range(1, _MOST_ROUNDS):
            if done >= _ROUNDS and self._spent_s() > _LITTLE * budget_s:
                return
            shuffled.shuffle(rungs)
            for rung in rungs:
                if self._spent_s() + rung.due_s() > budget_s:
                    return
                if not self._look_at_the_wall() or not self._run(rung):
                    return


def _why(outcome: Outcome) -> str:
    if outcome.stopped_by is not None:
        return f"{outcome.stopped_by} limit"
    last = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    end = f"signal {outcome.signal}" if outcome.signal else f"exit code {outcome.exit_code}"
    return f"{end}: {ascii(last[0])[1:-1][:200]}" if last else end
