"""Sessions and sandboxes: side by side, closed, killed, forked, pickled; nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

import coderl.errors
from coderl.errors import SandboxError, SandboxUnavailable
from coderl.sandbox.model import Limits, Outcome, Program, Sandbox, Session, Stop, Tier
from coderl.sandbox.zygote import ZygoteSandbox

Run = Callable[..., Outcome]
Make = Callable[[], Sandbox]
CAT = Program(kind="python", source=b"print(open(0).read(), end='')  # stdin")


def python(source: str) -> Program:
    return Program(kind="python", source=textwrap.dedent(source).encode())


# --- every sandbox, the fake one included ----------------------------------------------------


def test_it_has_the_shape_of_a_sandbox(any_sandbox: Sandbox) -> None:
    assert isinstance(any_sandbox, Sandbox)
    with any_sandbox.open(CAT) as session:
        assert isinstance(session, Session)
        assert session.run(b"x", Limits()).tier is any_sandbox.tier


def test_a_session_runs_often(any_sandbox: Sandbox) -> None:
    with any_sandbox.open(CAT) as session:
        for number in range(20):
            assert session.run(b"%d" % number, Limits()).stdout == b"%d" % number


def test_two_sessions_are_open_side_by_side(any_sandbox: Sandbox) -> None:
    with any_sandbox.open(CAT) as one, any_sandbox.open(CAT) as other:
        for _ in range(3):
            assert one.run(b"one", Limits()).stdout == b"one"
            assert other.run(b"other", Limits()).stdout == b"other"


def test_a_session_is_closed_twice(any_sandbox: Sandbox) -> None:
    session = any_sandbox.open(CAT)
    session.close()
    session.close()
    with pytest.raises(SandboxError):
        session.run(b"", Limits())


def test_it_is_used_from_many_threads(any_sandbox: Sandbox) -> None:
    def use(number: int) -> bool:
        data = b"%d" % number * (1 if number % 3 else 10_000)
        with any_sandbox.open(CAT) as session:
            return all(session.run(data, Limits()).stdout == data for _ in range(3))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(24)))


def test_one_session_is_used_from_many_threads(any_sandbox: Sandbox) -> None:
    with any_sandbox.open(CAT) as session, ThreadPoolExecutor(8) as pool:
        inputs = [b"%d" % number for number in range(32)]
        assert [o.stdout for o in pool.map(lambda i: session.run(i, Limits()), inputs)] == inputs


# --- runs do not see each other --------------------------------------------------------------


def test_runs_do_not_see_each_other(sandbox: Sandbox) -> None:
    program = python(
        """
        import builtins, json, os, sys
        print(getattr(builtins, "seen", 0), getattr(json, "seen", 0), os.environ.get("SEEN", 0),
              os.getcwd(), len(sys.path), globals().get("again", 0))
        builtins.seen = json.seen = 1
        os.environ["SEEN"] = "1"
        sys.path.append("/seen")
        again = 1
        """
    )
    with sandbox.open(program) as session:
        first, second = (session.run(b"", Limits()).stdout for _ in range(2))
    assert first == second
    assert first.startswith(b"0 0 0")


def test_an_out_of_memory_in_one_session_is_none_in_another(sandbox: Sandbox) -> None:
    limits = Limits(memory_bytes=50_000_000)
    with sandbox.open(python("raise SystemExit(1)")) as calm:
        with sandbox.open(python("x = b'x' * 200_000_000")) as greedy:
            assert greedy.run(b"", limits).stopped_by is Stop.MEMORY
        assert calm.run(b"", limits).stopped_by is None


def test_a_run_inherits_no_descriptor(make_sandbox: Make) -> None:
    opened = [os.open("/dev/null", os.O_RDONLY) for _ in range(40)]
    for descriptor in opened:
        os.set_inheritable(descriptor, True)
    program = python(
        """
        import os
        for number in range(1024):
            try:
                os.fstat(number)
                print(number)
            except OSError:
                pass
        """
    )
    try:
        with make_sandbox() as sandbox, sandbox.open(program) as session:
            plain = session.run(b"", Limits())
            measured = session.run(b"", Limits(), measure=True)
    finally:
        for descriptor in opened:
            os.close(descriptor)
    assert plain.stdout.split() == [b"0", b"1", b"2", b"3"]
    assert measured.stdout.split() == [b"0", b"1", b"2", b"3", b"4", b"5"]


def test_the_environment_is_empty(run: Run) -> None:
    assert run("import os; print(dict(os.environ))").stdout == b"{}\n"


# --- ends ------------------------------------------------------------------------------------


def family(process: psutil.Process | None = None) -> list[psutil.Process]:
    """All processes below one, and those in the containers of any of them."""
    process = process or psutil.Process()
    below = process.children(recursive=True)
    return below + in_containers_of({process.pid, *(child.pid for child in below)})


def in_containers_of(callers: set[int]) -> list[psutil.Process]:
    engine = sys.modules.get("coderl.sandbox.engine")
    if engine is None or "docker" not in sys.modules:  # no Docker sandbox has been used
        return []
    found: list[psutil.Process] = []
    with engine.Engine() as asked:
        for container, label, running in asked.containers():
            if running and int(label.split()[2]) in callers:
                with contextlib.suppress(engine.ContainerGone, psutil.NoSuchProcess):
                    first = psutil.Process(asked.first_process(container))
                    found += [first, *first.children(recursive=True)]
    return found


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    def lives(process: psutil.Process) -> bool:
        try:
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return [process for process in processes if lives(process)]


def wait_for_the_end_of(processes: list[psutil.Process], seconds: float = 3) -> None:
    end = time.monotonic() + seconds
    while alive(processes):
        assert time.monotonic() < end, f"still there: {alive(processes)}"
        time.sleep(0.02)


def leftovers(keepers: set[int]) -> list[str]:
    """Folders and control groups that bear a keeper's number."""
    found = [*Path("/tmp").glob("coderl-*"), *Path("/dev/shm").glob("coderl-*")]
    found += [*Path("/sys/fs/cgroup").glob("coderl-*"), *Path("/sys/fs/cgroup").glob("*/coderl-*")]
    numbers = {str(keeper) for keeper in keepers}
    return [str(path) for path in found if path.name.split("-")[1] in numbers]


def test_a_closed_sandbox_leaves_nothing_and_opens_again(make_sandbox: Make) -> None:
    before = {process.pid for process in family()}
    sandbox = make_sandbox()
    for _ in range(2):
        session = sandbox.open(CAT, scratch=True)
        assert session.run(b"x", Limits()).stdout == b"x"
        ours = [process for process in family() if process.pid not in before]
        assert ours
        sandbox.close()
        assert not alive(ours)
        assert not leftovers({process.pid for process in ours})
        with pytest.raises(SandboxError):
            session.run(b"x", Limits())
    sandbox.close()


def test_a_session_with_scratch_leaves_nothing_in_the_folder(make_sandbox: Make) -> None:
    sandbox = make_sandbox()
    for _ in range(3):
        with sandbox.open(python("open('x', 'w').write('x')"), scratch=True) as session:
            assert session.run(b"", Limits()).ok
    deadline = time.monotonic() + 3
    ours = {str(process.pid) for process in family()}
    while sessions := [
        path for path in Path("/tmp").glob("coderl-*/*") if path.parent.name.split("-")[1] in ours
    ]:
        assert time.monotonic() < deadline, sessions
        time.sleep(0.02)


def test_a_killed_driver_is_our_failure_and_the_next_open_works(make_sandbox: Make) -> None:
    sandbox = make_sandbox()
    before = {process.pid for process in family()}
    session = sandbox.open(python("import time; time.sleep(30)"))
    driver = next(p for p in family() if p.pid not in before and not p.children()).parent()
    assert driver is not None
    timer = threading.Timer(0.3, lambda: (seen.extend(family(driver)), driver.kill()))
    seen: list[psutil.Process] = []
    timer.start()
    with pytest.raises(SandboxError):
        session.run(b"", Limits(idle_s=20))
    timer.join()
    assert len(seen) >= 2, "its template and the run"
    wait_for_the_end_of(seen)
    with sandbox.open(CAT) as after:
        assert after.run(b"x", Limits()).stdout == b"x"


def test_a_killed_template_is_replaced(make_sandbox: Make) -> None:
    sandbox = make_sandbox()
    before = {process.pid for process in family()}
    session = sandbox.open(CAT)
    template = next(p for p in family() if p.pid not in before and not p.children())
    template.kill()
    wait_for_the_end_of([template])
    assert session.run(b"x", Limits()).stdout == b"x"


def test_a_killed_sandbox_is_our_failure_and_the_next_open_works(make_sandbox: Make) -> None:
    before = {process.pid for process in family()}
    sandbox = make_sandbox()
    session = sandbox.open(CAT)
    ours = [process for process in family() if process.pid not in before]
    ours[0].kill()
    wait_for_the_end_of(ours)
    with pytest.raises(SandboxError):
        session.run(b"", Limits())
    with sandbox.open(CAT) as after:
        assert after.run(b"x", Limits()).stdout == b"x"
        assert not leftovers({process.pid for process in ours}), "the next one cleans up"


def test_a_run_that_was_given_up_does_not_answer_for_the_next(
    make_sandbox: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Ctrl-C while it waits for an answer."""
    from coderl.sandbox.inside import wire

    session = make_sandbox().open(CAT)
    receive = wire.receive

    def interrupted(link: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(wire, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        session.run(b"first", Limits())
    monkeypatch.setattr(wire, "receive", receive)
    assert session.run(b"second", Limits()).stdout == b"second"


def test_runs_come_in_order_and_see_their_own_input_only(sandbox: Sandbox) -> None:
    texts = [b"%d" % number for number in range(20)]
    with sandbox.open(CAT) as session:
        assert [outcome.stdout for outcome in session.runs(iter(texts), Limits())] == texts
        assert not list(session.runs([], Limits()))


def test_runs_that_nobody_waits_for_are_given_up(sandbox: Sandbox) -> None:
    slow = python("import time; time.sleep(60 * (input() == 'slow'))")
    with sandbox.open(slow) as session, sandbox.open(CAT) as other:
        limits = Limits(idle_s=100)
        outcomes = session.runs([b"fast", b"slow", b"slow"], limits)
        assert next(outcomes).ok
        started = time.monotonic()
        outcomes.close()  # type: ignore[attr-defined]
        assert other.run(b"x", Limits()).stdout == b"x"
        assert session.run(b"fast", Limits()).ok
        assert time.monotonic() - started < 30


def test_another_program_runs_between_runs(sandbox: Sandbox) -> None:
    """A validator that looks at each output, say."""
    with sandbox.open(CAT) as session, sandbox.open(CAT, scratch=True) as other:
        for number, outcome in enumerate(session.runs([b"0", b"1", b"2", b"3"], Limits())):
            assert outcome.stdout == b"%d" % number
            assert other.run(b"other", Limits()).stdout == b"other"


def test_a_failing_run_stops_no_other(sandbox: Sandbox) -> None:
    program = python("raise SystemExit(int(input()))")
    with sandbox.open(program) as session:
        ends = [outcome.exit_code for outcome in session.runs([b"0", b"3", b"0"], Limits())]
    assert ends == [0, 3, 0]


HELPER = """
import os, pickle, sys, threading, time
from coderl.sandbox.model import Limits, Program

sandbox = pickle.loads(bytes.fromhex(sys.argv[1]))
{body}
"""


def start_helper(sandbox: Sandbox, body: str) -> subprocess.Popen[str]:
    source = str(Path(coderl.errors.__file__).parent.parent)
    kind = pickle.dumps(sandbox).hex()
    return subprocess.Popen(
        [sys.executable, "-c", HELPER.format(body=textwrap.dedent(body)), kind],
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "import os\nif os.fork(): os.wait()\nwhile True: pass",
    ],
)
def test_nothing_survives_a_killed_caller(sandbox: Sandbox, source: str) -> None:
    if "fork" in source and sandbox.tier is not Tier.C:
        pytest.skip("only tier C lets a run start processes")
    body = f"""
    session = sandbox.open(Program(kind="python", source={source.encode()!r}), scratch=True)
    print("ready", flush=True)
    session.run(b"", Limits(cpu_s=50, idle_s=50))
    """
    helper = start_helper(sandbox, body)
    assert helper.stdout is not None
    assert helper.stdout.readline() == "ready\n"
    time.sleep(0.3)
    ours = family(psutil.Process(helper.pid))
    assert len(ours) >= 3
    helper.kill()
    helper.wait()
    helper.stdout.close()
    wait_for_the_end_of(ours)
    assert not leftovers({process.pid for process in ours})


def test_a_caller_that_ends_without_closing_leaves_nothing(sandbox: Sandbox) -> None:
    body = """
    session = sandbox.open(Program(kind="python", source=b"print(1)"))
    assert session.run(b"", Limits()).stdout == b"1\\n"
    print(sandbox.keeper_pid, flush=True)
    """
    helper = start_helper(sandbox, body)
    said = helper.communicate(timeout=30)[0]
    deadline = time.monotonic() + 3
    while psutil.pid_exists(int(said)) or leftovers({int(said)}):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_end_of_the_thread_that_opened_it_does_not_end_a_session(make_sandbox: Make) -> None:
    opened: list[Session] = []
    sandbox = make_sandbox()
    thread = threading.Thread(target=lambda: opened.append(sandbox.open(CAT)))
    thread.start()
    thread.join()
    time.sleep(0.3)
    assert opened[0].run(b"x", Limits()).stdout == b"x"


def test_a_forked_child_that_holds_our_descriptors_keeps_nothing_alive(make_sandbox: Make) -> None:
    before = {process.pid for process in family()}
    sandbox = make_sandbox()
    session = sandbox.open(CAT)
    ours = [process for process in family() if process.pid not in before]
    child = os.fork()
    if child == 0:
        time.sleep(30)
        os._exit(0)
    try:
        session.close()
        began = time.monotonic()
        sandbox.close()
        assert time.monotonic() - began < 3
        assert not alive(ours)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_forked_child_has_a_sandbox_of_its_own(make_sandbox: Make) -> None:
    sandbox = make_sandbox()
    session = sandbox.open(CAT)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            try:
                session.run(b"child", Limits())
                os.write(write, b"the parent's session ran; ")
            except SandboxError:
                pass
            with sandbox.open(CAT) as own:
                os.write(write, own.run(b"child", Limits()).stdout)
            sandbox.close()
        finally:
            os._exit(0)
    os.close(write)
    assert session.run(b"parent", Limits()).stdout == b"parent"
    os.waitpid(child, 0)
    assert os.read(read, 100) == b"child"
    os.close(read)
    assert session.run(b"again", Limits()).stdout == b"again"


def test_a_pickled_sandbox_starts_anew(make_sandbox: Make) -> None:
    sandbox = make_sandbox()
    sandbox.open(CAT).close()
    with pickle.loads(pickle.dumps(sandbox)) as copy, copy.open(CAT) as session:
        assert session.run(b"x", Limits()).stdout == b"x"
        assert copy.tier is sandbox.tier


def test_no_descriptor_is_lost_over_many_runs(sandbox: Sandbox) -> None:
    def count(process: int | str) -> int:
        try:
            return len(list(Path(f"/proc/{process}/fd").iterdir()))
        except PermissionError:  # not ours to see: a driver under another user
            return 0

    def opened() -> int:
        return count("self") + sum(count(process.pid) for process in family())

    def use(runs: int) -> None:
        with sandbox.open(CAT, scratch=True) as session:
            for number in range(runs):
                data = b"x" * (100_000 if number % 10 == 0 else 10)
                outcome = session.run(data, Limits(), files={"a": b"1"}, collect=("a",))
                assert outcome.files == {"a": b"1"}
            session.run(b"", Limits(), measure=True)
            time.sleep(0.1)  # the driver closes what it has sent after we have received it
            before_closing.append(opened())

    before_closing: list[int] = []
    use(5)
    time.sleep(0.3)
    before = count("self")
    use(300)
    assert before_closing[1] == before_closing[0]
    assert count("self") == before


# --- tiers -----------------------------------------------------------------------------------


def test_a_required_tier_is_kept_or_refused() -> None:
    with pytest.raises(SandboxUnavailable, match="tier A"):
        ZygoteSandbox(tier=Tier.C, require_tier=Tier.A).open(CAT)
    with pytest.raises(SandboxUnavailable, match="tier B"):
        assert ZygoteSandbox(tier=Tier.C, require_tier=Tier.B).tier


def test_the_strongest_tier_is_taken_and_never_the_third() -> None:
    try:
        with ZygoteSandbox() as sandbox:
            assert sandbox.tier in (Tier.A, Tier.B)
            assert sandbox.mechanisms["seccomp"] == "ok"
    except SandboxUnavailable as error:
        pytest.skip(str(error))
