"""However it ends, no container and no folder is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import coderl
from coderl.errors import SandboxError, SandboxUnavailable
from coderl.sandbox import docker as docker_module
from coderl.sandbox.callers import label_of_this_process
from coderl.sandbox.docker import IMAGE, DockerSandbox
from coderl.sandbox.engine import CALLER_LABEL, Engine
from coderl.sandbox.model import Limits, Program, Stop
from coderl.units import GIB

pytestmark = pytest.mark.docker
HELLO = Program(kind="python", source=b"print('hello')")
Containers = Callable[[], list[str]]
Docker = Callable[..., Any]


def shared_folders() -> list[str]:
    return [str(path) for path in Path("/tmp").glob(f"coderl-{os.getpid()}-*")]


def test_nothing_is_left_in_the_file_system_while_it_runs(our_containers: Containers) -> None:
    with DockerSandbox() as sandbox, sandbox.open(HELLO) as session:
        assert session.run(b"", Limits()).stdout == b"hello\n"
        assert shared_folders() == []
        assert len(our_containers()) == 1
    assert our_containers() == []


def test_a_removed_container_is_our_failure_and_the_next_open_works(
    our_containers: Containers, engine: Engine
) -> None:
    with DockerSandbox() as sandbox:
        session = sandbox.open(HELLO)
        engine.remove(our_containers()[0])
        with pytest.raises(SandboxError):
            session.run(b"", Limits())
        with sandbox.open(HELLO) as after:
            assert after.run(b"", Limits()).stdout == b"hello\n"
    assert our_containers() == []


def test_an_interrupt_during_the_start_leaves_nothing(
    our_containers: Containers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(docker_module, "_called_by", interrupted)
    with pytest.raises(KeyboardInterrupt):
        DockerSandbox().open(HELLO)
    assert our_containers() == []
    assert shared_folders() == []


def test_a_container_that_was_never_started_is_swept_by_the_next_caller(engine: Engine) -> None:
    """Its caller was killed between the two."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    ours = label_of_this_process()
    dead = ours.replace(f" {os.getpid()} ", f" {child} ")
    names = {label: f"coderl-test-{os.getpid()}-{n}" for n, label in enumerate((dead, ours))}
    for label, name in names.items():
        engine.create(name, IMAGE, ["python3"], {}, labels={CALLER_LABEL: label})
    try:
        with DockerSandbox() as sandbox:
            assert sandbox.tier
        left = [label for _, label, running in engine.containers() if not running]
        assert dead not in left
        assert ours in left, "a live caller's"
    finally:
        engine.remove(names[ours])


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "coderl", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(coderl.__file__).parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def containers_of(engine: Engine, pid: int) -> list[str]:
    return [c for c, label, _ in engine.containers() if label.split()[2] == str(pid)]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_verb_that_is_ended_leaves_no_container(
    engine: Engine, tmp_path: Path, how: signal.Signals
) -> None:
    (tmp_path / "spin.py").write_text("while True: pass\n")
    process = start(tmp_path, "run", "spin.py", "--cpu", "600s", "--sandbox", "docker")
    try:
        deadline = time.monotonic() + 30
        while not containers_of(engine, process.pid):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(how)
        process.wait(30)
        deadline = time.monotonic() + 15
        while containers_of(engine, process.pid):
            assert time.monotonic() < deadline, "a container is left"
            time.sleep(0.1)
    finally:
        process.kill()
        process.communicate()
    assert not list(Path("/tmp").glob(f"coderl-{process.pid}-*"))


def test_a_missing_image_is_answered_with_the_line_that_builds_it(
    works: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docker_module, "IMAGE", "coderl/no-such-image:1")
    with pytest.raises(SandboxUnavailable, match=r"docker build -t coderl/no-such-image:1 /"):
        DockerSandbox(image="coderl/no-such-image:1").open(HELLO)
    with pytest.raises(SandboxUnavailable, match="no image coderl/other:1"):
        DockerSandbox(image="coderl/other:1").open(HELLO)
    assert shared_folders() == []


def test_a_container_that_ends_at_its_start_tells_why(
    our_containers: Containers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docker_module, "BOOT", ("-c", "raise SystemExit('no keeper here')"))
    with pytest.raises(SandboxUnavailable, match="ended at its start: no keeper here"):
        DockerSandbox().open(HELLO)
    assert our_containers() == []


def test_a_caller_whose_files_are_private_can_use_it(works: None) -> None:
    before = os.umask(0o077)
    try:
        with DockerSandbox() as sandbox, sandbox.open(HELLO) as session:
            assert session.run(b"", Limits()).stdout == b"hello\n"
    finally:
        os.umask(before)


def test_a_long_temporary_folder_is_no_hindrance(
    works: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    deep = tmp_path / ("x" * 100) / ("y" * 100)
    deep.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with DockerSandbox() as sandbox, sandbox.open(HELLO) as session:
        assert session.run(b"", Limits()).ok
    assert list(deep.iterdir()) == []


# --- memory, which one container has for all its runs ----------------------------------------

GREEDY = Program(kind="python", source=b"x = b'x' * int(input())")


def test_a_limit_that_the_container_cannot_give_is_no_verdict(works: None) -> None:
    with DockerSandbox(memory_bytes=2 * GIB) as sandbox, sandbox.open(GREEDY) as session:
        assert session.run(b"1", Limits(memory_bytes=GIB)).ok
        with pytest.raises(SandboxError, match="larger memory_bytes"):
            session.run(b"1", Limits(memory_bytes=GIB + 1))


def test_a_run_that_the_kernel_ends_for_want_of_memory_is_said_to_be(
    works: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the driver comes too late, the container's own limit is met."""
    sandbox = DockerSandbox(memory_bytes=2 * GIB)
    monkeypatch.setattr(sandbox, "admit", lambda limits: None)
    killed = Program(kind="python", source=b"import os; os.kill(os.getpid(), 9)")
    with sandbox:
        with sandbox.open(GREEDY) as session:
            outcome = session.run(b"3_000_000_000", Limits(memory_bytes=16 * GIB, cpu_s=20))
            assert outcome.stopped_by is Stop.MEMORY
            assert session.run(b"1", Limits()).ok, "the sandbox has survived"
        with sandbox.open(killed) as session:
            assert session.run(b"", Limits()).stopped_by is None
