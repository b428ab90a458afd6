"""Many submissions at once: over all cores, equal ones once, and what is known not at all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Protocol, Self

from coderl.errors import CoderlError
from coderl.judge.grade import judge
from coderl.judge.judgement import CaseResult, Judgement
from coderl.judge.kept import JudgementCache, key_of_attempt
from coderl.languages.model import Submission
from coderl.problems.model import Problem
from coderl.records import record
from coderl.sandbox.model import Sandbox
from coderl.sandbox.pool import Pool
from coderl.sandbox.zygote import ZygoteSandbox

_REMEMBERED = 4096


@record
class Attempt:
    """A submission to a problem; with `stop_at_first` it is judged up to the first failure."""

    problem: Problem
    submission: Submission
    stop_at_first: bool = False


@record
class Graded:
    """What became of one attempt, the `index`-th: its judgement, or the error why there is none."""

    index: int
    attempt: Attempt
    judgement: Judgement | None = None
    error: CoderlError | None = None
    known: bool = False


@record
class _Task:
    index: int
    key: str
    attempt: Attempt
    known: Judgement | None


class Grader(Protocol):
    """Judges many submissions. Whatever has this shape is one: a pool here, a service elsewhere."""

    def grade(self, attempts: Iterable[Attempt]) -> list[Judgement | None]:
        """Judge each; None where we failed, never a verdict."""
        ...


class LocalGrader:
    """Judges on this machine. Equal attempts are judged once, and judgements are kept on disk.

    `workers` None takes a worker a core. `kept` None keeps nothing beyond this grader's life.
    `on_case` is told of each case that has been judged, by the worker's thread.
    Picklable before and after use, if `open_sandbox` is; starts nothing before the first attempt.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        open_sandbox: Callable[[], Sandbox] = ZygoteSandbox,
        kept: JudgementCache | None = None,
        on_case: Callable[[CaseResult], None] | None = None,
    ) -> None:
        self._pool = Pool(workers, open_sandbox=open_sandbox)
        self._kept = kept
        self._on_case = on_case
        self._known: OrderedDict[str, Judgement] = OrderedDict()

    def grade(self, attempts: Iterable[Attempt]) -> list[Judgement | None]:
        """Judge each attempt, in their order; None where we failed."""
        return [graded.judgement for graded in self.grade_in_order(attempts)]

    def grade_in_order(self, attempts: Iterable[Attempt]) -> Iterator[Graded]:
        """Judge each attempt; what is ready waits for those before it."""
        ready: dict[int, Graded] = {}
        wanted = 0
        for graded in self.grade_as_ready(attempts):
            ready[graded.index] = graded
            while wanted in ready:
                yield ready.pop(wanted)
                wanted += 1

    def grade_as_ready(self, attempts: Iterable[Attempt]) -> Generator[Graded]:
        """Judge each attempt, as they come to their ends. Attempts are taken as there is room.

        An error of a problem package is the attempt's error. Raises SandboxUnavailable where no
        sandbox can be had.
        """
        waiting: dict[str, list[tuple[int, Attempt]]] = {}  # for the one that is being judged

        def tasks() -> Iterator[_Task]:
            for index, attempt in enumerate(attempts):
                key = key_of_attempt(attempt.problem, attempt.submission, attempt.stop_at_first)
                if key in waiting:
                    waiting[key].append((index, attempt))
                    continue
                known = self._recall(key)
                if known is None:
                    waiting[key] = []
                yield _Task(index=index, key=key, attempt=attempt, known=known)

        for done in self._pool.map(self._judge, tasks(), group=lambda t: t.attempt.problem.id):
            task, judgement = done.task, done.result
            if judgement is not None and task.known is None:
                self._remember(task.key, judgement)
            others = waiting.pop(task.key) if task.known is None else []
            for index, attempt in ((task.index, task.attempt), *others):
                yield Graded(
                    index=index,
                    attempt=attempt,
                    judgement=judgement,
                    error=done.error,
                    known=task.known is not None or index != task.index,
                )

    def _judge(self, sandbox: Sandbox, task: _Task) -> Judgement:
        if task.known is not None:
            return task.known
        attempt, kept = task.attempt, self._kept
        if kept is not None:
            found = kept.get(task.key, attempt.submission.language, sandbox.tier)
            if found is not None:
                return found
        judgement = judge(
            attempt.problem,
            attempt.submission,
            sandbox,
            stop_at_first=attempt.stop_at_first,
            on_case=self._on_case,
        )
        if kept is not None:
            kept.put(task.key, judgement, attempt.problem.limits)
        return judgement

    def _recall(self, key: str) -> Judgement | None:
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        return None

    def _remember(self, key: str, judgement: Judgement) -> None:
        self._known[key] = judgement
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def close(self) -> None:
        """End the workers, and at once whatever still runs in them."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self._pool, self._kept)


def _again(pool: Pool, kept: JudgementCache | None) -> LocalGrader:
    return LocalGrader(pool.workers, open_sandbox=pool.open_sandbox, kept=kept)
