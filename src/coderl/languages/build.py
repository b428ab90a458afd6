"""Source to program. Compiling is running: it happens in the sandbox, and what it makes is cached
by content.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from coderl.errors import SandboxUnavailable, UsageError
from coderl.languages.cache import BuildCache, key_of
from coderl.languages.catalogue import language
from coderl.languages.model import MAX_SOURCE_BYTES, BuildFailure, Language, Submission
from coderl.sandbox.model import Limits, Program, Sandbox, Stop
from coderl.units import MIB, format_bytes, format_seconds

_MESSAGE_CHARACTERS = 8000
_PROGRAM_BYTES = 128 * MIB


def build(
    submission: Submission,
    sandbox: Sandbox,
    *,
    entry: str = "",
    extra: Mapping[str, bytes] | None = None,
    cache: BuildCache | None = None,
) -> Program:
    """Turn a submission into a program; `entry` names the function of a call-style one.

    `extra` are files beside the source (headers). Raises BuildFailure with the compiler's message,
    UsageError for an unknown language or a call-style submission in a language that has none,
    SandboxError where we fail.
    """
    known = language(submission.language)
    if len(submission.source) > MAX_SOURCE_BYTES:
        size, most = format_bytes(len(submission.source)), format_bytes(MAX_SOURCE_BYTES)
        raise BuildFailure(f"the source is {size} long; at most {most} are compiled")
    if known.kind == "python":
        kind = "call" if entry else "python"
        return Program(kind=kind, source=submission.source, entry=entry, name=known.file)
    if entry:
        raise UsageError(
            f"the problem asks for a function {entry!r}: submit it in Python, not in {known.title}"
        )
    binary = _compiled(known, submission.source, sandbox, extra or {}, cache or BuildCache())
    return Program(kind="native", source=binary, argv=("main",), name=known.file)


def _compiled(
    known: Language, source: bytes, sandbox: Sandbox, extra: Mapping[str, bytes], kept: BuildCache
) -> bytes:
    argv = _argv(known, sandbox, kept)
    key = key_of(
        [
            known.name,
            *argv,
            compiler_version(argv[0]),
            source,
            *(p for pair in sorted(extra.items()) for p in pair),
        ]
    )
    found = kept.get(key)
    if found is None:
        found = _compile(known, argv, {**extra, known.file: source}, sandbox)
        kept.put(key, found)
    return found


def _argv(known: Language, sandbox: Sandbox, kept: BuildCache) -> tuple[str, ...]:
    """The compiler's argv on this machine, static where a static program can be linked: it starts
    faster, and needs no files.
    """
    compiler = shutil.which(known.build[0], path="/usr/bin:/bin:/usr/local/bin")
    if compiler is None:
        raise SandboxUnavailable(
            f"{known.build[0]} is not installed: apt-get install {known.package}"
        )
    plain = (compiler, *known.build[1:])
    static = (*plain, *known.static)
    if not known.static:
        return plain
    key = key_of(["static", *static, compiler_version(compiler)])
    answer = kept.get(key)
    if answer is None:
        try:
            _compile(
                known,
                static,
                {known.file: b'#include <cstdio>\nint main() { return std::puts("") < 0; }\n'},
                sandbox,
            )
            answer = b"yes"
        except BuildFailure:
            answer = b"no"
        kept.put(key, answer)
    return static if answer == b"yes" else plain


def _compile(
    known: Language, argv: tuple[str, ...], files: Mapping[str, bytes], sandbox: Sandbox
) -> bytes:
    limits = Limits(
        cpu_s=known.build_cpu_s,
        memory_bytes=known.build_memory_bytes,
        output_bytes=_PROGRAM_BYTES,
        processes=16,
    )
    with sandbox.open(Program(kind="tool", argv=argv, name=known.file), scratch=True) as session:
        outcome = session.run(b"", limits, files=files, collect=("main",))
    if outcome.stopped_by is Stop.CPU:
        raise BuildFailure(f"compiling took more than {format_seconds(limits.cpu_s)}")
    if outcome.stopped_by is Stop.MEMORY:
        raise BuildFailure(f"compiling took more than {format_bytes(limits.memory_bytes)}")
    if not outcome.ok or "main" not in outcome.files:
        message = (
            outcome.stderr.decode("utf-8", "replace").strip()
            or f"the compiler ended with exit code {outcome.exit_code}"
        )
        raise BuildFailure(message[:_MESSAGE_CHARACTERS])
    return outcome.files["main"]


@cache
def compiler_version(path: str) -> str:
    """What identifies a compiler: where it is, and when and how large it was made."""
    real = Path(path).resolve()
    found = real.stat()
    return f"{real} {found.st_size} {found.st_mtime_ns}"
