"""Where the programs of a language are on this machine, and which folders they need.

Reads the file system only: nothing of a toolchain is executed outside the sandbox.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from coderl.errors import SandboxUnavailable
from coderl.languages.catalogue import LANGUAGES
from coderl.languages.model import Language
from coderl.records import record
from coderl.sandbox.model import Tier

_USUAL = ("/usr/bin", "/bin", "/usr/local/bin", "/usr/local/go/bin")
_SHARED = ("/", "/usr", "/usr/local", "/opt", "/nix", "/snap")  # too much to show to a program


@record
class Toolchain:
    """The programs of one language: `compiler` and `runtime` are real paths, empty where it needs
    none.

    `trees` are what they read, to be given to a sandbox at its start and to each of their programs.
    `environment` are words NAME=value that they need.
    """

    compiler: str = ""
    runtime: str = ""
    trees: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()


def toolchain_of(known: Language, tier: Tier) -> Toolchain:
    """Find a language's toolchain on PATH, for programs that run at a tier.

    Raises SandboxUnavailable with the mend where there is none that its programs could use.
    """
    names = [name for name in (known.build[:1] or (known.runtime,)) if name]
    if not names:
        return Toolchain()
    refused: list[str] = []
    for first in _candidates(names[0], refused):
        runtime = _runtime_beside(first, known, refused)
        if runtime is None:
            continue
        found = _toolchain(known, first, runtime)
        closed = next((path for path in found.trees if not _is_open(Path(path))), None)
        if closed is None or tier is Tier.A or os.geteuid() != 0:
            return found
        refused.append(
            f"{first} cannot be used at tier {tier}: runs have a user of their own, who cannot "
            f"enter {closed}"
        )
    why = "; ".join(refused) or f"{names[0]} is not installed"
    raise SandboxUnavailable(f"{why}: apt-get install {known.package}")


def trees() -> tuple[str, ...]:
    """Folders of all toolchains that are found here, for a sandbox to show read-only."""
    found: set[str] = set()
    for known in LANGUAGES.values():
        for tier in (Tier.A, Tier.B):  # the second may have to use another one
            try:
                found.update(toolchain_of(known, tier).trees)
            except SandboxUnavailable:
                continue
    return tuple(sorted(found))


def _candidates(name: str, refused: list[str]) -> Iterator[Path]:
    """Programs of a name, real paths, as PATH has them and then where they usually are."""
    seen: set[Path] = set()
    for folder in (*os.environ.get("PATH", "").split(os.pathsep), *_USUAL):
        path = Path(folder, name)
        if not path.is_absolute() or not os.access(path, os.X_OK) or not path.is_file():
            continue
        real = path.resolve()
        if name not in real.name:  # a proxy that looks at the name it is called by
            proxied = _of_rustup(name) if real.name == "rustup" else None
            if proxied is None:
                refused.append(f"{path} is a proxy ({real.name})")
                continue
            real = proxied
        elif _is_script(real):
            refused.append(f"{path} is a script: put the folder of the real {name} on PATH")
            continue
        if real not in seen:
            seen.add(real)
            yield real


def _of_rustup(name: str) -> Path | None:
    """The program behind a proxy of rustup, of the toolchain that is chosen for all folders."""
    try:
        home = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup")
        text = (home / "settings.toml").read_text()
    except (OSError, RuntimeError, UnicodeDecodeError):
        return None
    default = re.search(r'^default_toolchain = "([\w.-]+)"$', text, re.MULTILINE)
    chosen = os.environ.get("RUSTUP_TOOLCHAIN") or (default[1] if default else "")
    for folder in sorted((home / "toolchains").glob(f"{chosen}*")) if chosen else []:
        path = folder.resolve() / "bin" / name
        if folder.name in (chosen, *(f"{chosen}-{host}" for host in _hosts())) and path.is_file():
            return path
    return None


def _hosts() -> tuple[str, ...]:
    return tuple(f"{os.uname().machine}-unknown-linux-{libc}" for libc in ("gnu", "musl"))


def _runtime_beside(compiler: Path, known: Language, refused: list[str]) -> Path | None:
    """The program that runs what a compiler makes: the compiler itself, or one in its folder."""
    name = known.runtime
    if not name or name == known.build[0]:
        return compiler
    beside = compiler.parent / name
    if beside.is_file():
        return beside
    refused.append(f"{compiler} has no {name} beside it")
    return None


def _toolchain(known: Language, compiler: Path, runtime: Path) -> Toolchain:
    prefix = compiler.parent.parent if compiler.parent.name == "bin" else compiler.parent
    own = str(compiler) if _is_too_much(prefix) else str(prefix)
    others = [
        str(path) for pattern in known.trees for path in sorted(Path("/").glob(pattern.lstrip("/")))
    ]
    libraries = prefix / "lib"
    needs_path = (
        own == str(prefix) and libraries.is_dir()
    )  # $ORIGIN needs /proc, which is not there
    return Toolchain(
        compiler=str(compiler) if known.build else "",
        runtime=str(runtime) if known.runtime else "",
        trees=(own, *others),
        environment=(
            *known.environment,
            *((f"LD_LIBRARY_PATH={libraries}",) if needs_path else ()),
        ),
    )


def _is_too_much(folder: Path) -> bool:
    """Whether a folder holds more than a toolchain: then a program in it is shown alone."""
    try:
        home = Path.home().resolve()
    except RuntimeError:
        home = Path("/")
    return str(folder) in _SHARED or home.is_relative_to(folder) or folder == home / ".local"


def _is_script(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == b"#!"
    except OSError:
        return False


def _is_open(path: Path) -> bool:
    """Whether every user may enter and read a path."""
    folders = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
    return folders and bool(path.stat().st_mode & stat.S_IROTH)
