"""Languages, submissions and what building them can yield. Values only."""

from __future__ import annotations

from typing import Literal

from coderl.records import record
from coderl.units import GIB, MIB


@record
class Language:
    """How source becomes a program: a paragraph in the catalogue, never a class.

    `build` is the compiler's argv, empty for an interpreted language; `static` is added where this
    machine can link statically. `package` is what installs the toolchain.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    kind: Literal["python", "native"]
    file: str
    build: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    package: str = ""
    build_cpu_s: float = 30.0
    build_memory_bytes: int = 2 * GIB


@record
class Submission:
    """Source that somebody, or a model, wrote, in a language."""

    source: bytes
    language: str
    name: str = ""


MAX_SOURCE_BYTES = 1 * MIB


class BuildFailure(Exception):
    """The source does not become a program; the message is the compiler's. A verdict (CE), not an
    error of ours.
    """
