"""Every attack at every tier, and against a plain subprocess, where it has to succeed.

An attack is one file below `attacks/`. Its first line states the promise that it attacks. It prints
BREACH where it has succeeded. Facts about the machine (see `world`) come on its standard input as
JSON. Further lines at its head:

    kind: call ENTRY | tool         how it is run; a .cpp is compiled and run as `native` otherwise
    measure: yes                    BREACH: the whole ANSWER with less than the work that it took
    runs: N                         in one session, one after the other
    scratch: yes    files: NAME ... collect: NAME ...      limits: FIELD=NUMBER ...
    expect: crash | stopped | only | any        what the outcome says, beside the absence of BREACH
    plain: REASON                   why it is not shown to succeed against a plain subprocess

An attack that does not succeed against a plain subprocess proves nothing.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import coderl
from coderl.sandbox.docker import DockerSandbox
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Sandbox, Stop, Tier

HERE = Path(__file__).parent
PATHS = sorted(path for path in (HERE / "attacks").iterdir() if path.suffix in (".py", ".cpp"))
LIMITS = Limits(cpu_s=3, idle_s=2, output_bytes=4_000_000)
COMPILER = "/usr/bin/g++"
WORK_S = 0.3  # what a measured attack burns

# Promises that a tier does not keep. docs/explanation/threat-model.md says why; an attack that is
# named here and fails after all fails the test: the table must be true in both directions.
NOT_KEPT: dict[Tier, set[str]] = {
    Tier.A: set(),
    Tier.B: set("open_path_answer process_number read_processes stat_answer".split()),
    Tier.C: set(
        """
        become_root capabilities change_files change_mode clone3_raw clone_raw compile_incbin
        compile_include descriptors_smuggled devices disk_fill exec_libraries exec_memfd
        exec_shell fork_bomb fork_once import_package kernel_aio kernel_async_owner kernel_bpf
        kernel_chroot kernel_filter_socket kernel_io_uring kernel_keyring kernel_mount
        kernel_perf kernel_personality kernel_pidfd_getfd kernel_prctl kernel_setns
        kernel_timers kernel_unshare kernel_userfaultfd limits_of_others lock_file message_queue
        native_exec native_fork native_old_calls native_read native_socket native_vfork
        network_abstract network_listen network_netlink network_raw network_tcp network_udp
        network_unix network_unix_pair open_path_answer posix_spawn priority_of_others
        process_number ptrace_parent ptrace_victim raise_limits read_home read_own_memory_file
        read_package read_parent_memory_call read_parent_memory_file read_passwd read_proc_one
        read_proc_self read_processes seal_output shm_file shm_sysv signal_everyone
        signal_parent stat_answer subprocess_shell watch_files
        """.split()
    ),
}
# In a container tier B keeps more: what the attack looks for is not in there.
NOT_KEPT_IN_CONTAINERS = {"process_number"}
# Only root can do these: another user can neither show that they succeed, nor does tier C let it.
ROOTS = set(
    """
    become_root capabilities kernel_bpf kernel_chroot kernel_io_uring kernel_perf kernel_pidfd_getfd
    memory_in_pipes network_raw ptrace_parent read_own_memory_file read_parent_memory_call
    read_parent_memory_file
    """.split()
)
# Attacks that depend on how busy the machine is, or that a container may forbid by itself: where
# the promise is not kept they may fail all the same.
UNCERTAIN = {"process_number", "clone3_raw", "native_old_calls"} | {
    path.stem for path in PATHS if path.stem.startswith("kernel_")
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Attack:
    name: str
    source: bytes
    promise: str
    kind: str
    entry: str
    head: dict[str, str]

    def limits(self) -> Limits:
        pairs = (pair.split("=") for pair in self.head.get("limits", "").split())
        return dataclasses.replace(LIMITS, **{key: type_of(key)(value) for key, value in pairs})

    @property
    def runs(self) -> int:
        return int(self.head.get("runs", 1))

    def words(self, key: str) -> list[str]:
        return self.head.get(key, "").split()


def type_of(key: str) -> type[int] | type[float]:
    return float if key.endswith("_s") else int


def read_attack(path: Path) -> Attack:
    head: dict[str, str] = {}
    for line in path.read_text().splitlines():
        match = re.fullmatch(r"(?:#|//) (\w+): (.+)", line)
        if match is None:
            break
        head[match[1]] = match[2]
    kind, _, entry = head.get("kind", "python" if path.suffix == ".py" else "native").partition(" ")
    return Attack(
        name=path.stem,
        source=path.read_bytes(),
        promise=head["promise"],
        kind=kind,
        entry=entry,
        head=head,
    )


ATTACKS = [read_attack(path) for path in PATHS]
BY_NAME = {attack.name: attack for attack in ATTACKS}


@pytest.fixture(scope="session")
def world() -> Iterator[dict[str, Any]]:
    """What there is to attack: a process, files, services."""
    folder = Path(tempfile.mkdtemp(prefix="attacked-"))
    victim = subprocess.Popen(["/bin/sleep", "36000"])  # longer than all tests together
    owned = folder / "owned"
    owned.write_text("do not touch")
    answer = folder / "1.ans"
    answer.write_text("42\n")
    tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    unix, abstract = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2))
    abstract_name = f"attacked-{os.getpid()}"
    tcp.bind(("127.0.0.1", 0))
    tcp.listen(100)
    udp.bind(("127.0.0.1", 0))
    unix.bind(str(folder / "socket"))
    abstract.bind("\0" + abstract_name)
    package = Path(coderl.sandbox.__file__).parent  # type: ignore[attr-defined]
    yield {
        "victim": victim.pid,
        "owned": str(owned),
        "answer": str(answer),
        "late": str(folder / "late"),
        "tcp": tcp.getsockname()[1],
        "udp": udp.getsockname()[1],
        "unix": str(folder / "socket"),
        "abstract": abstract_name,
        "package": str(package / "model.py"),
        "source": str(package.parent.parent),
        "site": [path for path in sys.path if "-packages" in path],
        "test": str(HERE / "test_attacks.py"),
    }
    assert victim.poll() is None, "an attack has ended the victim"
    victim.kill()
    victim.wait()
    for server in (tcp, udp, unix, abstract):
        server.close()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Compile a C++ attack on the host, once."""
    folder = tmp_path_factory.mktemp("compiled")

    def compile_attack(attack: Attack) -> bytes:
        if not Path(COMPILER).exists():
            pytest.skip(f"there is no {COMPILER}")
        source, made = folder / f"{attack.name}.cpp", folder / attack.name
        if not made.exists():
            source.write_bytes(attack.source)
            command = [COMPILER, "-O1", "-static", "-pthread", "-o", str(made), str(source)]
            subprocess.run(command, check=True)
        return made.read_bytes()

    return compile_attack


def input_of(attack: Attack, number: int, world: dict[str, Any]) -> bytes:
    if attack.name == "process_number":
        return b"9" if number == 1 else b"0"
    return b"" if attack.kind == "call" else json.dumps(world).encode()


def files_of(attack: Attack, number: int) -> dict[str, bytes]:
    content = b"INPUT-OF-RUN-%03d." % number * 300 * (4 - number)
    return {name: b"" if name.endswith("/") else content for name in attack.words("files")}


def runs_of(
    attack: Attack, sandbox: Sandbox, world: dict[str, Any], compiled: Any
) -> list[Outcome]:
    """Run an attack; a source that the compiler refuses has failed."""
    limits = attack.limits()
    scratch = attack.head.get("scratch") == "yes"
    measure = attack.head.get("measure") == "yes"
    if attack.kind == "tool":
        if not Path(COMPILER).exists():
            pytest.skip(f"there is no {COMPILER}")
        argv = (COMPILER, "-O2", "-o", "main", "main.cpp")
        with sandbox.open(Program(kind="tool", argv=argv)) as session:
            files = {"main.cpp": attack.source}
            return [session.run(b"", limits, files=files, collect=("main",))]
    if attack.kind == "native":
        program = Program(kind="native", source=compiled(attack), argv=("main",))
    else:
        kind: Any = attack.kind
        program = Program(kind=kind, source=attack.source, entry=attack.entry)
    with sandbox.open(program, scratch=scratch) as session:
        return [
            session.run(
                frame_of(attack) if attack.kind == "call" else input_of(attack, number, world),
                limits,
                files=files_of(attack, number),
                collect=attack.words("collect"),
                measure=measure,
            )
            for number in range(attack.runs)
        ]


def frame_of(attack: Attack) -> bytes:
    from coderl.sandbox.inside import wire

    return wire.frame([wire.encode_arguments(())])


def breach(attack: Attack, outcomes: Sequence[Outcome], world: dict[str, Any]) -> str:
    """What an attack has reached; empty where it has failed."""
    for outcome in outcomes:
        told = outcome.stdout + b"".join(outcome.files.values())
        told += outcome.result or b"" if attack.kind == "call" else b""
        if b"BREACH" in told and attack.kind != "tool":
            return told.decode(errors="replace")[:300]
        if attack.kind == "tool" and ("main" in outcome.files or b"root:x" in outcome.stderr):
            return f"it compiled: {outcome.stderr[:300]!r}"
        if b"root:x" in told:
            return "a file of the machine was handed out"
        if attack.head.get("measure") and b"ANSWER" in told:
            work_s = outcome.work_cpu_s
            if work_s is not None and work_s < WORK_S * 0.9:
                return f"{WORK_S} s of work passed for {work_s} s"
        if outcome.cpu_s > attack.limits().cpu_s + 1 and attack.kind != "tool":
            return f"it had {outcome.cpu_s} CPU-s"
    if attack.name == "survivor":
        time.sleep(1)
        if Path(world["late"]).exists():
            Path(world["late"]).unlink()
            return "it wrote a file after its end"
    if attack.name == "process_number":
        first, second, third = (int(outcome.stderr) for outcome in outcomes)
        if (third - second) - (second - first) > 300:
            return f"the second run told the third: {first}, {second}, {third}"
    return ""


def unexpected(attack: Attack, outcome: Outcome) -> str:
    """What an outcome should not have said."""
    expect = attack.head.get("expect", "any")
    if expect == "crash" and (outcome.ok or outcome.stopped_by not in (None, Stop.PROCESSES)):
        return f"not a crash: {outcome}"
    if expect == "crash" and outcome.stopped_by and outcome.signal != 31:
        return f"not a crash: {outcome}"
    if expect == "stopped" and outcome.ok:
        return f"it ended well: {outcome}"
    if expect == "only" and outcome.stdout != b"half":
        return f"other output: {outcome}"
    return ""


def not_kept(sandbox: Sandbox) -> set[str]:
    return NOT_KEPT_IN_CONTAINERS if isinstance(sandbox, DockerSandbox) else NOT_KEPT[sandbox.tier]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_fails(
    attack: Attack, sandbox: Sandbox, world: dict[str, Any], compiled: Any
) -> None:
    try:
        outcomes = runs_of(attack, sandbox, world, compiled)
    except LoadFailure:
        pytest.fail("an attack must load, else it attacks nothing")
    reached = breach(attack, outcomes, world)
    if attack.name in not_kept(sandbox):
        weaker = attack.name in UNCERTAIN or (attack.name in ROOTS and os.geteuid() != 0)
        assert reached or weaker, (
            f"tier {sandbox.tier} keeps this promise: {attack.promise} ({outcomes})"
        )
        return
    assert not reached, f"{attack.promise}: {reached}"
    for outcome in outcomes:
        assert not unexpected(attack, outcome)
    with sandbox.open(Program(kind="python", source=b"print(1)")) as session:
        assert session.run(b"", Limits()).stdout == b"1\n", "the sandbox did not survive"


def test_what_is_not_kept_is_named_after_an_attack() -> None:
    assert set().union(*NOT_KEPT.values()) <= BY_NAME.keys()


# --- against a plain subprocess --------------------------------------------------------------

# Runs an attack as often as it asks in one interpreter, as a judge does that executes submissions
# in its own process and keeps what they printed.
NAIVE_JUDGE = """
import os, sys
facts, runs, source = sys.argv[1], int(sys.argv[2]), open(sys.argv[3]).read()
names = sys.argv[4:]
kept = []
for number in range(runs):
    for name in names:
        kept.append("INPUT-OF-RUN-%03d." % number * 300 * (4 - number))  # as such judges do
        with open(name, "w") as file:
            file.write(kept[-1])
    read, write = os.pipe()
    os.write(write, facts.encode())
    os.close(write)
    os.dup2(read, 0)
    sys.stdin = open(0, closefd=False)
    code = compile(source, "main.py", "exec")
    try:
        exec(code, {"__name__": "__main__"})
    except Exception as error:
        print(repr(error), file=sys.stderr)
    sys.stdout.flush()
    if os.fstat(2).st_size:
        kept.append(os.pread(2, 1 << 16, 0))
"""
# Between the test and the attack, so that an attack on its parent hits nobody.
PARENT = "import subprocess, sys; subprocess.run(sys.argv[1:], close_fds=False)"


def plain_output(attack: Attack, world: dict[str, Any], folder: Path, compiled: Any) -> bytes:
    """Everything that an attack brings out of a plain subprocess."""
    if attack.kind == "tool":
        source = folder / "main.cpp"
        source.write_bytes(attack.source)
        command = [COMPILER, "-O2", "-o", str(folder / "main"), str(source)]
        done = subprocess.run(command, capture_output=True)
        return b"BREACH" if done.returncode == 0 or b"root:x" in done.stderr else b""
    facts = json.dumps(world)
    path = folder / ("main" if attack.kind == "native" else "attack.py")
    path.write_bytes(compiled(attack) if attack.kind == "native" else attack.source)
    path.chmod(0o755)
    command = [str(path)] if attack.kind == "native" else [sys.executable, "-s", str(path)]
    if attack.runs > 1:
        judge = [sys.executable, "-c", NAIVE_JUDGE, facts, str(attack.runs), str(path)]
        command = [*judge, *attack.words("files")]
    work = folder / "work"
    work.mkdir()
    out, err = (os.memfd_create(name, os.MFD_ALLOW_SEALING) for name in ("out", "err"))
    read, write = os.pipe()
    os.set_blocking(read, False)
    with tempfile.TemporaryFile() as stdin:
        stdin.write(facts.encode())
        stdin.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-c", PARENT, *command],
            stdin=stdin,
            stdout=out,
            stderr=err,
            cwd=work,
            pass_fds=[write],
            start_new_session=True,
        )
    os.close(write)
    try:
        process.wait(60)
        time.sleep(1 if attack.name == "survivor" else 0)
        said = b"".join(iter(lambda: os.read(read, 65536), b""))
        said += os.pread(out, 1 << 24, 0)
    finally:
        process.kill()
        process.wait()
        for descriptor in (out, err, read):
            os.close(descriptor)
    if Path(world["late"]).exists():
        said += Path(world["late"]).read_bytes()
        Path(world["late"]).unlink()
    return said


def shown_plainly(attack: Attack) -> bool:
    keys = attack.head.keys()
    return not keys & {"plain", "measure", "collect"} and attack.head.get("expect") is None


@pytest.mark.parametrize(
    "attack", list(filter(shown_plainly, ATTACKS)), ids=lambda attack: attack.name
)
def test_an_attack_succeeds_against_a_plain_subprocess(
    attack: Attack, world: dict[str, Any], tmp_path: Path, compiled: Any
) -> None:
    said = plain_output(attack, world, tmp_path, compiled)
    if attack.name in ROOTS and os.geteuid() != 0 and b"BREACH" not in said:
        pytest.skip("only root can show it")
    if attack.name in UNCERTAIN and b"BREACH" not in said:
        pytest.skip("this machine forbids it by itself")
    assert b"BREACH" in said, f"it proves nothing: {textwrap.shorten(repr(said), 500)}"
