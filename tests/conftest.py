"""What every test shares: the sandboxes that this machine gives, and a secret that no run may see.

`--sandbox NAME` picks a sandbox (again for another one); without it a test runs in every one there
is, but in containers, which need an engine and an image. A tier that this machine does not give is
skipped, with the reason.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from typing import Any

import pytest

from coderl.errors import SandboxUnavailable
from coderl.sandbox.docker import DockerSandbox
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import Limits, Outcome, Program, Sandbox, Tier
from coderl.sandbox.zygote import ZygoteSandbox

# In the caller's environment and memory before any sandbox starts: no attack may print it.
SECRET = "SWORDFISH-" + secrets.token_hex(8)
os.environ["CODERL_TEST_SECRET"] = SECRET

ZYGOTES = {"zygote-a": Tier.A, "zygote-b": Tier.B, "zygote-c": Tier.C}
NAMES = (*ZYGOTES, "fake")

Run = Callable[..., Outcome]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sandbox",
        action="append",
        metavar="NAME",
        help="run the sandbox tests in this one: "
        f"{', '.join(NAMES)}, docker, or the name of a plugin",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"contract", "security"} & set(item.path.parts):
            item.add_marker(pytest.mark.sandbox)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen: Sequence[str] = metafunc.config.getoption("--sandbox") or NAMES
    if "any_sandbox_name" in metafunc.fixturenames:
        metafunc.parametrize("any_sandbox_name", chosen, scope="session")
    elif "sandbox_name" in metafunc.fixturenames:
        real = [name for name in chosen if name != "fake"]
        metafunc.parametrize("sandbox_name", real, scope="session")


def _echo(program: Program, data: bytes) -> bytes:
    """Stand for the one program that the contract's general part runs: it prints its input."""
    if b"stdin" not in program.source:
        raise NotImplementedError("the fake only prints its input")
    return data


def _make(name: str) -> Sandbox:
    if name == "fake":
        return FakeSandbox(_echo)
    if name in ZYGOTES:
        return ZygoteSandbox(tier=ZYGOTES[name])
    if name == "docker":
        return DockerSandbox()
    (plugin,) = entry_points(group="coderl.sandboxes", name=name)
    return plugin.load()()


def _available(name: str, known: dict[str, str]) -> str:
    """Why this machine does not give a sandbox; empty where it does. Asked once a session."""
    if name not in known:
        made = _make(name)
        try:
            assert made.tier
            known[name] = ""
        except SandboxUnavailable as error:
            known[name] = str(error)
        finally:
            made.close()
    return known[name]


@pytest.fixture(scope="session")
def known_sandboxes() -> dict[str, str]:
    return {}


@pytest.fixture
def make_sandbox(
    sandbox_name: str, known_sandboxes: dict[str, str]
) -> Iterator[Callable[[], Sandbox]]:
    """Make sandboxes of one's own, of the kind under test; they are closed afterwards."""
    if reason := _available(sandbox_name, known_sandboxes):
        pytest.skip(reason)
    made: list[Sandbox] = []

    def make() -> Sandbox:
        made.append(_make(sandbox_name))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def sandbox(sandbox_name: str, known_sandboxes: dict[str, str]) -> Iterator[Sandbox]:
    """A sandbox that the tests of a session share."""
    if reason := _available(sandbox_name, known_sandboxes):
        pytest.skip(reason)
    shared = _make(sandbox_name)
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def any_sandbox(any_sandbox_name: str, known_sandboxes: dict[str, str]) -> Iterator[Sandbox]:
    """As `sandbox`, and the fake one too."""
    if reason := _available(any_sandbox_name, known_sandboxes):
        pytest.skip(reason)
    shared = _make(any_sandbox_name)
    yield shared
    shared.close()


@pytest.fixture
def run(sandbox: Sandbox) -> Run:
    """Load a source, run it once, and give the outcome."""

    def run_once(
        source: str | bytes,
        input: bytes = b"",
        *,
        kind: Any = "python",
        entry: str = "",
        argv: tuple[str, ...] = (),
        limits: Limits | None = None,
        scratch: bool = False,
        measure: bool = False,
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
    ) -> Outcome:
        body = source.encode() if isinstance(source, str) else source
        program = Program(kind=kind, source=body, entry=entry, argv=argv)
        with sandbox.open(program, scratch=scratch) as session:
            return session.run(
                input, limits or Limits(), files=files, collect=collect, measure=measure
            )

    return run_once
