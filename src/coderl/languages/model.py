"""Languages, submissions and what building them can yield. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from coderl.records import record
from coderl.units import GIB, MIB


@record
class Language:
    """How source becomes a program: a paragraph in the catalogue, never a class.

    `kind` is that of its programs: `python` is interpreted by the sandbox itself, `native` compiled
    to an executable, `runtime` run by a program of the host.

    `build` is the argv that compiles or checks the source `file`, empty where loading does it; its
    first word is looked for on this machine. Where one command is not enough, `script` is what a
    shell does instead: $0 is the compiler, $1 the source without its suffix, $2 the main class. It
    makes the file `makes`; where that is empty it only checks, and the program is the source.
    `static` is added where this machine can link statically.

    `run` is the argv of a `runtime`, its first word the program of the host; `{heap_mib}` as in
    `coderl.sandbox.model.Program`. `environment` are words NAME=value for both argvs.

    `together` says that the compiler is given all sources of this language beside the first.

    `package` installs the toolchain. `trees` are patterns of folders that it needs outside its own.
    `hello` prints "hello", `empty` does nothing. `version` prints the version.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    kind: Literal["python", "native", "runtime"]
    file: str
    aliases: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    script: str = ""
    makes: str = ""
    together: bool = False
    static: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    package: str = ""
    trees: tuple[str, ...] = ()
    hello: bytes = b""
    empty: bytes = b""
    version: tuple[str, ...] = ()
    build_cpu_s: float = 30.0
    build_memory_bytes: int = 2 * GIB

    @property
    def runtime(self) -> str:
        """The name of the program of the host that runs it; empty for other kinds."""
        return self.run[0] if self.run else ""


@record
class Submission:
    """Source that somebody, or a model, wrote, in a language.

    `files` are what lies beside it where it is a folder: by path, with a path that ends in `/` for
    each folder, before what is in it.
    """

    source: bytes
    language: str
    name: str = ""
    files: Mapping[str, bytes] = {}


MAX_SOURCE_BYTES = 1 * MIB


class BuildFailure(Exception):
    """The source does not become a program; the message is the compiler's. A verdict (CE), not an
    error of ours.
    """
