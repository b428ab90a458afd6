"""Attacks in the languages that have a compiler or a virtual machine of their own.

As in tests/security: each is one file of tests/security/attacks, its first line is the promise, it
prints BREACH where it has succeeded, and against a plain subprocess it has to succeed.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from coderl.errors import SandboxUnavailable
from coderl.languages.build import build
from coderl.languages.catalogue import LANGUAGES, language_of
from coderl.languages.java import main_class
from coderl.languages.model import Language, Submission
from coderl.languages.toolchain import toolchain_of, trees
from coderl.sandbox.model import Limits, Sandbox, Stop, Tier
from coderl.sandbox.zygote import ZygoteSandbox

pytestmark = [pytest.mark.sandbox]

FOLDER = Path(__file__).parent.parent / "security" / "attacks"
NAMES = ("c", "java", "javascript", "rust", "go")
ATTACKS = sorted(
    path for path in FOLDER.iterdir() for name in NAMES if path.suffix in LANGUAGES[name].suffixes
)
LIMITS = Limits(cpu_s=5, idle_s=3, output_bytes=1_000_000)
SECRET = "CODERL_TEST_SECRET"
# What may be tried, and is seen to be: the run is ended there and then.
ENDED = {"c_fork", "go_exec", "go_fork", "java_exec", "java_vfork", "javascript_spawn", "rust_exec"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """What there is to attack, as the attacks read it."""
    folder = tmp_path_factory.mktemp("attacked")
    owned = folder / "owned"
    owned.write_text("do not touch")
    victim = subprocess.Popen(["/bin/sleep", "3600"])
    tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    tcp.bind(("127.0.0.1", 0))
    tcp.listen(10)
    udp.bind(("127.0.0.1", 0))
    yield json.dumps(
        {
            "victim": victim.pid,
            "owned": str(owned),
            "late": str(folder / "late"),
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
        }
    ).encode()
    assert victim.poll() is None, "an attack has ended the victim"
    victim.kill()
    victim.wait()
    tcp.close()
    udp.close()


@pytest.fixture(scope="module", params=[Tier.A, Tier.B], ids=["tier-a", "tier-b"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with ZygoteSandbox(tier=request.param, trees=trees()) as one:
        try:
            assert one.tier
        except SandboxUnavailable as error:
            pytest.skip(str(error))
        yield one


@pytest.fixture(autouse=True)
def _surroundings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODERL_CACHE", str(tmp_path_factory.getbasetemp() / "builds"))
    monkeypatch.setenv(SECRET, "SWORDFISH")


def limits_of(source: bytes) -> Limits:
    found = re.search(rb"^// limits: (.+)$", source, re.MULTILINE)
    pairs = (pair.split("=") for pair in found[1].decode().split()) if found else ()
    typed = {key: float(value) if key.endswith("_s") else int(value) for key, value in pairs}
    return dataclasses.replace(LIMITS, **typed)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_in_another_language_fails(sandbox: Sandbox, world: bytes, path: Path) -> None:
    known, source = language_of(path), path.read_bytes()
    assert source.startswith(b"// promise: ")
    try:
        program = build(Submission(source=source, language=known.name), sandbox)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with sandbox.open(program) as session:
        outcome = session.run(world, limits_of(source))
    assert b"BREACH" not in outcome.stdout, outcome
    assert b"SWORDFISH" not in outcome.stdout + outcome.stderr
    if path.stem in ENDED:
        assert outcome.stopped_by is Stop.PROCESSES, outcome


@pytest.mark.parametrize("name", NAMES)
def test_the_program_of_a_run_is_as_it_was_in_the_next(
    sandbox: Sandbox, world: bytes, name: str
) -> None:
    """What an attack on files leaves behind would be seen by a second run of the session."""
    paths = [path for path in ATTACKS if path.stem == f"{name}_write"]
    if not paths:
        pytest.skip("there is no file that it could change")
    try:
        program = build(Submission(source=paths[0].read_bytes(), language=name), sandbox)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with sandbox.open(program) as session:
        first, second = (session.run(world, LIMITS) for _ in range(2))
    assert (first.exit_code, first.stdout) == (second.exit_code, second.stdout) == (0, b"")


def plain_argv(known: Language, path: Path, folder: Path) -> list[str]:
    """How one would run it without a sandbox."""
    tools = toolchain_of(known, Tier.A)
    env = {**os.environ, "GOCACHE": str(folder / "go"), "GO111MODULE": "off"}
    source = folder / known.file.replace("{class}", main_class(path.read_bytes())[0])
    shutil.copy(path, source)
    if known.name == "java":
        subprocess.run([tools.compiler, "-d", folder, source], check=True, capture_output=True)
        (folder / "main.jar").write_bytes(b"")
        return [tools.runtime, "-cp", str(folder), "Main"]
    if known.name == "javascript":
        return [tools.runtime, source.name]
    arguments = (
        ["build", "-o", "main", source.name] if known.name == "go" else list(known.build[1:])
    )
    subprocess.run(
        [tools.compiler, *arguments], cwd=folder, env=env, check=True, capture_output=True
    )
    return ["./main"]


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_in_another_language_succeeds_against_a_plain_subprocess(
    world: bytes, path: Path, tmp_path: Path
) -> None:
    try:
        argv = plain_argv(language_of(path), path, tmp_path)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    done = subprocess.run(argv, input=world, capture_output=True, cwd=tmp_path, timeout=60)
    assert b"BREACH" in done.stdout, done
