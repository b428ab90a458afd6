"""A wide pool: one sandbox a core, each behind a thread that only waits for it.

What is done with a sandbox is the caller's business. A worker whose sandbox fails gets another one
and tries again; a task that fails as often as that has no result, and says why.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from coderl.errors import CoderlError, SandboxError, SandboxUnavailable
from coderl.sandbox.model import Sandbox
from coderl.sandbox.zygote import ZygoteSandbox

T = TypeVar("T")
R = TypeVar("R")

_TRIES = 3
_WAITING = 8  # tasks a worker that have been taken from the caller and not been begun


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """A task that has come to its end: `result`, or the `error` why there is none."""

    index: int
    task: T
    result: R | None = None
    error: CoderlError | None = None


def core_count() -> int:
    """How many workers fit: the cores that this process may use, shared with the other processes of
    a distributed training on this machine (`LOCAL_WORLD_SIZE`).
    """
    share = os.environ.get("LOCAL_WORLD_SIZE", "")
    processes = int(share) if share.isdigit() and int(share) > 0 else 1
    return max(1, len(os.sched_getaffinity(0)) // processes)


class Pool:
    """Workers, started when there is something to do. May be pickled, and used off the main thread.

    `open_sandbox` makes a worker's sandbox: it must be picklable where the pool is. A process that
    was forked from the owner has workers of its own.
    """

    def __init__(
        self, workers: int | None = None, *, open_sandbox: Callable[[], Sandbox] = ZygoteSandbox
    ) -> None:
        if workers is not None and workers < 1:
            raise ValueError(f"a pool has at least one worker, not {workers}")
        self.workers = workers or core_count()
        self.open_sandbox = open_sandbox
        self._owner = os.getpid()
        self._crew: _Crew | None = None

    def map(
        self,
        work: Callable[[Sandbox, T], R],
        tasks: Iterable[T],
        *,
        group: Callable[[T], Hashable] | None = None,
    ) -> Generator[Done[T, R]]:
        """Do work on every task, in any order; tasks are taken as there is room for them.

        Groups take turns, so that a long one holds up no other. `work` may raise CoderlError, which
        becomes the task's error; SandboxError only after it has failed in several sandboxes. Raises
        SandboxUnavailable where no worker can have a sandbox, and whatever else `work` raises.
        """
        if self._crew is None or self._owner != os.getpid():
            self._owner = os.getpid()
            self._crew = _Crew(self.workers, self.open_sandbox)
        return self._crew.map(work, tasks, group or (lambda _: None))

    def close(self) -> None:
        """End the workers and their sandboxes, and at once whatever still runs in them."""
        if self._crew is not None and self._owner == os.getpid():
            self._crew.close()
        self._crew = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"workers": self.workers, "open_sandbox": self.open_sandbox}

    def __setstate__(self, state: dict[str, Any]) -> None:
        Pool.__init__(self, state["workers"], open_sandbox=state["open_sandbox"])


class _Batch(Generic[T, R]):
    """One call of map: what waits, what is being done, what is done."""

    def __init__(self, work: Callable[[Sandbox, T], R]) -> None:
        self.work = work
        self.waiting: OrderedDict[Hashable, deque[tuple[int, T]]] = OrderedDict()
        self.done: deque[Done[T, R]] = deque()
        self.failure: BaseException | None = None
        self.given_up = False

    def add(self, key: Hashable, index: int, task: T) -> None:
        self.waiting.setdefault(key, deque()).append((index, task))

    def take(self) -> tuple[int, T] | None:
        """The next task of the group whose turn it is."""
        if not self.waiting or self.given_up:
            return None
        key, tasks = next(iter(self.waiting.items()))
        taken = tasks.popleft()
        if tasks:
            self.waiting.move_to_end(key)
        else:
            del self.waiting[key]
        return taken


class _Crew:
    """The threads of a pool in one process."""

    def __init__(self, workers: int, open_sandbox: Callable[[], Sandbox]) -> None:
        self._open = open_sandbox
        self._size = workers
        self._changed = threading.Condition()
        self._batches: list[_Batch[Any, Any]] = []
        self._threads: list[threading.Thread] = []
        self._sandboxes: dict[int, Sandbox] = {}
        self._closing = False

    def map(
        self,
        work: Callable[[Sandbox, T], R],
        tasks: Iterable[T],
        group: Callable[[T], Hashable],
    ) -> Generator[Done[T, R]]:
        batch: _Batch[T, R] = _Batch(work)
        room = self._size * _WAITING
        source = enumerate(tasks)
        out, more = 0, True
        with self._changed:
            self._batches.append(batch)
        try:
            while True:
                while more and out < room:
                    try:
                        index, task = next(source)
                    except StopIteration:
                        more = False
                        break
                    key = group(task)
                    with self._changed:
                        batch.add(key, index, task)
                        self._hire()
                        self._changed.notify()
                    out += 1
                if not out:
                    return
                with self._changed:
                    while not batch.done and batch.failure is None and not self._closing:
                        self._changed.wait()
                    if batch.failure is not None:
                        raise batch.failure
                    if not batch.done:
                        raise SandboxError("the pool was closed")
                    finished = batch.done.popleft()
                out -= 1
                yield finished
        finally:
            with self._changed:
                batch.given_up = True
                self._batches.remove(batch)

    def _hire(self) -> None:
        """Start another thread while there are fewer than workers."""
        if self._closing:
            raise SandboxError("the pool is closed")
        if len(self._threads) < self._size:
            number = len(self._threads)
            thread = threading.Thread(
                target=self._serve, args=(number,), name=f"coderl-worker-{number}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def _serve(self, number: int) -> None:
        try:
            while (found := self._next()) is not None:
                batch, index, task = found
                try:
                    done = self._do(number, batch, index, task)
                except BaseException as error:  # a fault of the work: its caller's to see
                    with self._changed:
                        batch.failure = error
                        self._changed.notify_all()
                    continue
                with self._changed:
                    batch.done.append(done)
                    self._changed.notify_all()
        finally:
            self._dismiss(number)

    def _next(self) -> tuple[_Batch[Any, Any], int, Any] | None:
        with self._changed:
            while not self._closing:
                for batch in self._batches:
                    taken = batch.take()
                    if taken is not None:
                        self._batches.append(self._batches.pop(self._batches.index(batch)))
                        return batch, *taken
                self._changed.wait()
        return None

    def _do(self, number: int, batch: _Batch[T, R], index: int, task: T) -> Done[T, R]:
        error: CoderlError | None = None
        for _ in range(_TRIES):
            if self._closing or batch.given_up:
                break
            try:
                return Done(index, task, batch.work(self._sandbox(number), task))
            except SandboxUnavailable:
                raise
            except SandboxError as failure:
                error = failure
                self._dismiss(number)
            except CoderlError as failure:
                return Done(index, task, error=failure)
        return Done(index, task, error=error or SandboxError("the pool was closed"))

    def _sandbox(self, number: int) -> Sandbox:
        with self._changed:
            if number not in self._sandboxes:
                self._sandboxes[number] = self._open()
            return self._sandboxes[number]

    def _dismiss(self, number: int) -> None:
        with self._changed:
            sandbox = self._sandboxes.pop(number, None)
        if sandbox is not None:
            sandbox.close()

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            sandboxes = list(self._sandboxes.values())
        for sandbox in sandboxes:
            if isinstance(sandbox, ZygoteSandbox):
                sandbox.interrupt()
        for thread in self._threads:
            thread.join()
