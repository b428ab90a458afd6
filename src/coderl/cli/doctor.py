"""`coderl doctor`: what this machine can do, tier by tier and language by language, and what mends
the rest.
"""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING, Any

import click

from coderl.cli import render
from coderl.cli.options import json_option
from coderl.errors import SandboxError
from coderl.sandbox.model import Limits, Program, Tier
from coderl.units import GIB

if TYPE_CHECKING:
    from coderl.languages.model import Language
    from coderl.sandbox.zygote import ZygoteSandbox

_MENDS = {
    "user namespace": "run as root, or: sysctl -w user.max_user_namespaces=15000 (and on Ubuntu "
    "kernel.apparmor_restrict_unprivileged_userns=0)",
    "cgroup": "run as root, or with a delegated cgroup (systemd-run --user -p Delegate=yes): "
    "memory is then bounded by the kernel",
    "landlock": "needs Linux 5.13 or later with landlock among the enabled security modules "
    "(lsm=landlock,… at boot)",
    "seccomp": "needs a kernel with seccomp filters, on x86-64 or aarch64",
    "user": "install the Python that runs coderl where every user can read it (not below /root)",
}
_PROMISES = {
    Tier.A: "namespaces, private root, seccomp, Landlock",
    Tier.B: "seccomp, Landlock, rlimits",
    Tier.C: "rlimits only; never chosen by itself, for code that you trust",
}

# Each line must fail inside. What succeeds is printed, and then the tier is not what it claims to
# be.
_ATTEMPTS = b"""
import os, socket, ctypes
def trying(name, action):
    try:
        action()
    except BaseException:
        return
    print(name)
trying("read /etc/passwd", lambda: open("/etc/passwd").read())
trying("read the environment of another process", lambda: open("/proc/1/environ", "rb").read())
trying("list the home folders", lambda: os.listdir("/root") + os.listdir("/home"))
trying("open a socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
trying("open a datagram socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
trying("signal another process", lambda: os.kill(os.getppid() or 1, 0))
trying("write a file", lambda: open("/tmp/coderl-probe", "w").write("x"))
trying("change a mode", lambda: os.chmod("/", 0o777))
trying("start a program", lambda: os.execv("/bin/sh", ["sh", "-c", "echo started"]))
"""
_FORK = b"import os\nif os.fork() == 0: os._exit(0)\n"


@click.command()
@json_option
def command(as_json: bool) -> int:
    """Tell what this machine can do: isolation by trying it, languages by building with them.

    Exit code 0 where tier A or B works, 3 where neither does.
    """
    user = "root" if os.geteuid() == 0 else f"uid {os.geteuid()}"
    if not as_json:
        print(
            f"{platform.system()} {platform.release()} · {platform.machine()} · Python "
            f"{platform.python_version()} · {user}"
        )
    best: Tier | None = None
    for tier in Tier:
        found = _try_tier(tier)
        if found["works"] and best is None and tier is not Tier.C:
            best = tier
        if as_json:
            render.emit({"tier": tier.value, **found})
        else:
            _show(f"tier {tier}", _PROMISES[tier], found)
    found = _try_docker()
    if as_json:
        render.emit({"sandbox": "docker", **found})
    else:
        _show("docker", "tier B in a container: --sandbox docker", found)
    languages = _languages(best)
    for language in languages:
        if as_json:
            render.emit(language)
        else:
            state = (
                render.paint("works", "32") if language["works"] else render.paint("missing", "31")
            )
            mend = f"   {language['mend']}" if language["mend"] else ""
            print(f"{language['language']:<8} {state}   {language['title']}{mend}")
    if not as_json:
        print(
            f"\ngrading uses tier {best}"
            if best
            else "\nneither tier A nor B works here: coderl refuses to run what it does not trust"
        )
    return 0 if best else SandboxError.exit_code


def _try_tier(tier: Tier) -> dict[str, Any]:
    """Start the tier and let a program attempt what it must not be able to do."""
    from coderl.sandbox.zygote import ZygoteSandbox

    return _try(ZygoteSandbox(tier=tier), tier, attempt=tier is not Tier.C)


def _try_docker() -> dict[str, Any]:
    from coderl.sandbox.docker import DockerSandbox

    return _try(DockerSandbox(), Tier.B, attempt=True)


def _try(sandbox: ZygoteSandbox, tier: Tier, *, attempt: bool) -> dict[str, Any]:
    try:
        with sandbox:
            _ = sandbox.tier
            mechanisms = dict(sandbox.mechanisms)
            escaped = _attempts(sandbox) if attempt else []
            return {
                "works": not escaped,
                "reason": f"a program could: {', '.join(escaped)}" if escaped else "",
                "mechanisms": mechanisms,
            }
    except SandboxError as error:
        return {
            "works": False,
            "reason": sandbox.refusals.get(tier, str(error)),
            "mechanisms": dict(sandbox.mechanisms),
        }


def _attempts(sandbox: Any) -> list[str]:
    with sandbox.open(Program(kind="python", source=_ATTEMPTS)) as session:
        outcome = session.run(b"", Limits())
    escaped = outcome.stdout.decode(errors="replace").splitlines()
    if outcome.exit_code != 0 and not escaped:
        escaped = [f"end the probe early (signal {outcome.signal}, exit code {outcome.exit_code})"]
    with sandbox.open(Program(kind="python", source=_FORK)) as session:
        if session.run(b"", Limits()).ok:
            escaped.append("start a process")
    return escaped


def _show(name: str, promise: str, found: dict[str, Any]) -> None:
    state = render.paint("works", "32") if found["works"] else render.paint("does not work", "31")
    print(f"{name}  {state}   {promise}")
    if found["reason"]:
        print(f"          {found['reason']}")
    for name, note in found["mechanisms"].items():
        if note.startswith("not used"):
            continue
        mend = f"   mend: {_MENDS[name]}" if not note.startswith("ok") and name in _MENDS else ""
        print(f"          {name}: {note}{mend}")


def _languages(tier: Tier | None) -> list[dict[str, Any]]:
    from coderl.languages.catalogue import LANGUAGES
    from coderl.languages.toolchain import toolchain_of

    rows: list[dict[str, Any]] = []
    for name, known in LANGUAGES.items():
        mend = ""
        if tier is not None:
            try:
                toolchain_of(known, tier)
                mend = _first_program(known, tier)
            except SandboxError as error:
                mend = str(error)
        works = not mend and tier is not None
        title = f"{known.title} {sys.version.split()[0]}" if name == "python" else known.title
        rows.append({"language": name, "title": title, "works": works, "mend": mend})
    return rows


def _first_program(known: Language, tier: Tier) -> str:
    """Build and run what says hello; what is wrong with it."""
    from coderl.face import open_sandbox
    from coderl.languages.build import build
    from coderl.languages.model import BuildFailure, Submission

    submission = Submission(source=known.hello, language=known.name)
    limits = Limits(cpu_s=10.0, idle_s=20.0, memory_bytes=1 * GIB)
    try:
        with (
            open_sandbox(tier=tier) as sandbox,
            sandbox.open(build(submission, sandbox)) as session,
        ):
            outcome = session.run(b"", limits)
    except BuildFailure as error:
        return f"a first program does not build: {error}"
    if outcome.stdout == b"hello\n":
        return ""
    said = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return f"a first program printed {outcome.stdout!r}{': ' + said[0] if said else ''}"
