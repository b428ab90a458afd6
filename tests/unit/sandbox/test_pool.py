from __future__ import annotations

import itertools
import os
import pickle
import threading
import time
from collections.abc import Iterator

import pytest

from coderl.errors import ProblemError, SandboxError, SandboxUnavailable
from coderl.sandbox import pool as pools
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import Sandbox
from coderl.sandbox.pool import Pool, core_count


def nothing(program: object, data: bytes) -> bytes:
    return b""


def fake() -> FakeSandbox:
    return FakeSandbox(nothing)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(3, open_sandbox=fake) as made:
        yield made
    assert not [t for t in threading.enumerate() if t.name.startswith("coderl-worker")]


def test_every_task_is_done_once_whatever_the_order(pool: Pool) -> None:
    done = list(pool.map(lambda _, n: n * n, range(500)))
    assert sorted(one.index for one in done) == list(range(500))
    assert all(one.result == one.task**2 for one in done)
    assert list(pool.map(lambda _, n: n, [])) == []


def test_tasks_are_taken_as_there_is_room(pool: Pool) -> None:
    taken = itertools.count()
    last = 0

    def endless() -> Iterator[int]:
        nonlocal last
        for number in taken:
            last = number
            yield number

    results = pool.map(lambda _, n: n, endless())
    for _ in range(100):
        next(results)
    results.close()
    assert last < 100 + 3 * 8 + 1


def test_groups_take_turns() -> None:
    order: list[str] = []
    gate = threading.Event()

    def work(_: Sandbox, task: str) -> None:
        gate.wait(10)
        order.append(task)

    with Pool(1, open_sandbox=fake) as pool:
        tasks = ["a"] * 5 + ["b"] * 2
        results = pool.map(work, tasks, group=lambda task: task)
        threading.Timer(0.1, gate.set).start()
        assert len(list(results)) == 7
    assert set(order[1:5]) == {"a", "b"}
    assert order.index("b") <= 2


def test_a_sandbox_that_fails_is_replaced_and_the_task_tried_again() -> None:
    opened: list[FakeSandbox] = []

    def open_one() -> FakeSandbox:
        opened.append(fake())
        return opened[-1]

    def work(sandbox: Sandbox, task: int) -> int:
        if sandbox is opened[0]:
            raise SandboxError("killed")
        return task

    with Pool(1, open_sandbox=open_one) as pool:
        (done,) = pool.map(work, [7])
    assert (done.result, done.error, len(opened)) == (7, None, 2)


def test_what_fails_in_every_sandbox_has_no_result_and_says_why(pool: Pool) -> None:
    tries = 0

    def work(_: Sandbox, task: int) -> int:
        nonlocal tries
        tries += 1
        raise SandboxError("gone")

    (done,) = pool.map(work, [1])
    assert done.result is None
    assert str(done.error) == "gone"
    assert tries == pools._TRIES


def test_an_error_of_the_work_is_the_tasks_at_once(pool: Pool) -> None:
    tries = 0

    def work(_: Sandbox, task: int) -> int:
        nonlocal tries
        tries += 1
        raise ProblemError("broken package")

    (done,) = pool.map(work, [1])
    assert isinstance(done.error, ProblemError)
    assert tries == 1


def test_a_fault_of_ours_reaches_the_caller_and_the_pool_goes_on(pool: Pool) -> None:
    def work(_: Sandbox, task: int) -> int:
        return 1 // task

    with pytest.raises(ZeroDivisionError):
        list(pool.map(work, [0]))
    assert [one.result for one in pool.map(work, [1])] == [1]


def test_where_no_sandbox_can_be_had_the_caller_hears_it(pool: Pool) -> None:
    def work(_: Sandbox, task: int) -> int:
        raise SandboxUnavailable("no namespaces here")

    with pytest.raises(SandboxUnavailable):
        list(pool.map(work, [1, 2, 3]))


def test_a_closed_pool_ends_what_waits_for_it() -> None:
    pool = Pool(2, open_sandbox=fake)
    begun = threading.Event()

    def work(_: Sandbox, task: int) -> int:
        begun.set()
        time.sleep(0.05)
        return task

    results = pool.map(work, itertools.count())
    next(results)
    threading.Timer(0.1, pool.close).start()
    with pytest.raises(SandboxError, match="closed"):
        for _ in results:
            pass
    pool.close()
    assert begun.is_set()


def test_two_batches_at_once_get_their_own_results(pool: Pool) -> None:
    found: dict[str, list[int]] = {}

    def run(name: str, factor: int) -> None:
        done = pool.map(lambda _, n: n * factor, range(100))
        found[name] = sorted(one.result or 0 for one in done)

    threads = [threading.Thread(target=run, args=pair) for pair in (("a", 1), ("b", 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"a": list(range(100)), "b": list(range(0, 200, 2))}


def test_a_pool_can_be_pickled_also_after_use(pool: Pool) -> None:
    assert len(list(pool.map(lambda _, n: n, range(3)))) == 3
    with pickle.loads(pickle.dumps(pool)) as again:
        assert again.workers == 3
        assert len(list(again.map(lambda _, n: n, range(3)))) == 3


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_has_workers_of_its_own(pool: Pool) -> None:
    list(pool.map(lambda _, n: n, range(3)))
    pid = os.fork()
    if pid == 0:
        os._exit(len(list(pool.map(lambda _, n: n, range(5)))))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5


def test_the_cores_are_shared_by_the_processes_of_a_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)))
    for share, workers in (("", 8), ("2", 4), ("16", 1), ("0", 8), ("x", 8)):
        monkeypatch.setenv("LOCAL_WORLD_SIZE", share)
        assert core_count() == workers
    with pytest.raises(ValueError, match="at least one worker"):
        Pool(0)
