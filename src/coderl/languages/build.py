"""Source to program. Compiling is running: it happens in the sandbox, and what it makes is cached
by content.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from coderl.errors import UsageError
from coderl.languages.cache import BuildCache, key_of
from coderl.languages.catalogue import language
from coderl.languages.java import main_class
from coderl.languages.model import MAX_SOURCE_BYTES, BuildFailure, Language, Submission
from coderl.languages.toolchain import Toolchain, toolchain_of
from coderl.sandbox.model import Limits, Program, Sandbox, Stop
from coderl.units import MIB, format_bytes, format_seconds

_MESSAGE_CHARACTERS = 8000
_PROGRAM_BYTES = 128 * MIB
_SHELL = ("/bin/sh", "-ec")
_CLASS = "{class}"


def build(
    submission: Submission,
    sandbox: Sandbox,
    *,
    entry: str = "",
    extra: Mapping[str, bytes] | None = None,
    cache: BuildCache | None = None,
) -> Program:
    """Turn a submission into a program; `entry` names the function of a call-style one.

    `extra` are files beside the source and beside those of the submission. Raises BuildFailure with
    the compiler's message, UsageError for an unknown language or a call-style submission in a
    language that has none, SandboxError where we fail.
    """
    known = language(submission.language)
    beside = {**submission.files, **(extra or {})}
    length = len(submission.source) + sum(map(len, submission.files.values()))
    if length > MAX_SOURCE_BYTES:
        size, most = format_bytes(length), format_bytes(MAX_SOURCE_BYTES)
        raise BuildFailure(f"the source is {size} long; at most {most} are compiled")
    if known.kind == "python":
        kind = "call" if entry else "python"
        return Program(kind=kind, source=submission.source, entry=entry, name=known.file)
    if entry:
        raise UsageError(
            f"the problem asks for a function {entry!r}: submit it in Python, not in {known.title}"
        )
    tools = toolchain_of(known, sandbox.tier)
    made = _Build(known, tools, submission.source, sandbox, cache or BuildCache())
    source = made.program(beside)
    if known.kind == "native":
        argv = (*known.environment, "main")
        return Program(kind="native", source=source, argv=argv, name=known.file)
    return Program(
        kind="runtime",
        source=source,
        name=known.makes or known.file,
        argv=_run_argv(known, tools),
        trees=tools.trees,
    )


def _run_argv(known: Language, tools: Toolchain) -> tuple[str, ...]:
    return (*tools.environment, tools.runtime, *known.run[1:])


class _Build:
    """One source on its way to what it is built to."""

    def __init__(
        self, known: Language, tools: Toolchain, source: bytes, sandbox: Sandbox, kept: BuildCache
    ) -> None:
        self._known = known
        self._tools = tools
        self._source = source
        self._sandbox = sandbox
        self._kept = kept

    def program(self, beside: Mapping[str, bytes]) -> bytes:
        """What the compiler makes, or the source where it is only checked."""
        known = self._known
        argv, file = self._argv(self._source, beside)
        if file in beside:
            raise BuildFailure(f"{file} is there twice: the main program becomes one of this name")
        key = key_of(
            [
                known.name,
                *argv,
                compiler_version(self._tools.compiler),
                self._source,
                *(p for pair in sorted(beside.items()) for p in pair),
            ]
        )
        found = self._kept.get(key)
        if found is None:
            found = self._compile(argv, {**beside, file: self._source})
            self._kept.put(key, found)
        return found if known.makes else self._source

    def _argv(self, source: bytes, beside: Mapping[str, bytes]) -> tuple[tuple[str, ...], str]:
        """The argv that builds a source on this machine, and the file that the source must be in.

        What can be linked statically is: it starts faster, and needs no files.
        """
        known, tools = self._known, self._tools
        if known.script:
            stem, main = main_class(source) if _CLASS in known.file else ("main", "main")
            script = (*_SHELL, known.script, tools.compiler, stem, main)
            return (*tools.environment, *script), known.file.replace(_CLASS, stem)
        plain = (*tools.environment, tools.compiler, *known.build[1:])
        static = (*plain, *known.static)
        argv = static if known.static and self._links(static) else plain
        others = tuple(sorted(name for name in beside if Path(name).suffix in known.suffixes))
        return self._with(argv, others if known.together else ()), known.file

    def _with(self, argv: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
        """An argv with more sources beside the first: before the libraries."""
        if not others:
            return argv
        at = argv.index(self._known.file) + 1
        return (*argv[:at], *others, *argv[at:])

    def _links(self, static: tuple[str, ...]) -> bool:
        """Whether a first program can be linked statically here."""
        key = key_of(["static", *static, compiler_version(self._tools.compiler)])
        answer = self._kept.get(key)
        if answer is None:
            try:
                self._compile(static, {self._known.file: self._known.hello})
                answer = b"yes"
            except BuildFailure:
                answer = b"no"
            self._kept.put(key, answer)
        return answer == b"yes"

    def _compile(self, argv: tuple[str, ...], files: Mapping[str, bytes]) -> bytes:
        """Run a compiler once; the file that it makes."""
        known = self._known
        limits = Limits(
            cpu_s=known.build_cpu_s,
            memory_bytes=known.build_memory_bytes,
            output_bytes=_PROGRAM_BYTES,
            processes=16,
        )
        tool = Program(kind="tool", argv=argv, name=known.file, trees=self._tools.trees)
        wanted = (known.makes,) if known.makes else ()
        with self._sandbox.open(tool, scratch=True) as session:
            outcome = session.run(b"", limits, files=files, collect=wanted)
        if outcome.stopped_by is Stop.CPU:
            raise BuildFailure(f"compiling took more than {format_seconds(limits.cpu_s)}")
        if outcome.stopped_by is Stop.MEMORY:
            raise BuildFailure(f"compiling took more than {format_bytes(limits.memory_bytes)}")
        if not outcome.ok or any(name not in outcome.files for name in wanted):
            message = (outcome.stderr or outcome.stdout).decode("utf-8", "replace").strip()
            raise BuildFailure(
                message[:_MESSAGE_CHARACTERS]
                or f"the compiler ended with exit code {outcome.exit_code}"
            )
        return outcome.files[known.makes] if known.makes else b""


@cache
def compiler_version(path: str) -> str:
    """What identifies a compiler: where it is, and when and how large it was made."""
    real = Path(path).resolve()
    found = real.stat()
    return f"{real} {found.st_size} {found.st_mtime_ns}"
