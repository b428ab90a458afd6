"""A real engine and our image, or a skip that says what is missing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator

import pytest

from coderl.errors import SandboxUnavailable
from coderl.sandbox.callers import label_of_this_process
from coderl.sandbox.docker import DockerSandbox
from coderl.sandbox.engine import Engine


@pytest.fixture(scope="session")
def works() -> None:
    """Skip where no container can be started."""
    try:
        with DockerSandbox() as sandbox:
            assert sandbox.tier
    except SandboxUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def engine(works: None) -> Iterator[Engine]:
    with Engine() as asked:
        yield asked


Containers = Callable[[], list[str]]


@pytest.fixture
def our_containers(engine: Engine) -> Containers:
    """The containers of this process."""

    def ours() -> list[str]:
        label = label_of_this_process()
        return [container for container, caller, _ in engine.containers() if caller == label]

    return ours


Docker = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def docker(works: None) -> Docker:
    """The command docker, as an administrator types it."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["docker", *arguments], capture_output=True, text=True, timeout=100, env=os.environ
            )
        except FileNotFoundError:
            pytest.skip("there is no command docker")

    return run
