"""Programs of one file or of a folder of files: which is the main one, and how a folder with a
build file of its own is built.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from coderl.errors import UsageError
from coderl.languages.catalogue import language, language_of
from coderl.languages.model import BuildFailure, Language, Submission
from coderl.sandbox.model import Limits, Program, Sandbox
from coderl.units import GIB, MIB, format_bytes

_MOST_BYTES = 64 * MIB
_MOST_FILES = 500
_MAIN = {
    "python": rb"^if\s+__name__\s*==",
    "java": rb"\bvoid\s+main\s*\(",
    "rust": rb"\bfn\s+main\s*\(",
    "go": rb"\bfunc\s+main\s*\(",
}
_MAIN_OF_C = rb"\bmain\s*\("
_MAIN_STEMS = ("main", "Main", "__main__")
_BUILD = "build"
_RUN = "run"
_SHELLS = {b"sh": "/bin/sh", b"bash": "/bin/bash", b"": "/bin/sh"}
_BUILD_LIMITS = Limits(
    cpu_s=60.0, memory_bytes=2 * GIB, output_bytes=128 * MIB, processes=32, idle_s=60.0
)
_MESSAGE_CHARACTERS = 2000


def submission_at(
    path: Path, language_name: str | None = None, *, stems: Collection[str] = ()
) -> Submission:
    """The submission of a file, or of a folder of files with one main program.

    The language is the one named, else that of the main file's suffix. The main file of a folder is
    the only source, else the one called main or by a name of `stems`, else the only one with a main
    function. Raises UsageError for what cannot be read, for a language that coderl does not know,
    and for a folder whose main file cannot be told.
    """
    given = language(language_name) if language_name else None
    if not path.is_dir():
        known = given or language_of(path)
        return Submission(source=_read(path), language=known.name, name=path.name)
    files = _files_of(path)
    main = _main_of(path, files, given, stems)
    known = given or language_of(path / main)
    source = files.pop(main)
    return Submission(
        source=source, language=known.name, name=path.name, files=_with_folders(files)
    )


def _main_of(
    folder: Path, files: Mapping[str, bytes], given: Language | None, stems: Collection[str]
) -> str:
    sources = [name for name in files if "/" not in name and _speaks(name, given)]
    named = [n for n in sources if Path(n).stem in (*_MAIN_STEMS, *stems)]
    starting = [n for n in sources if _starts(n, files[n])]
    for found in (sources, named, starting):
        if len(found) == 1:
            return found[0]
        if found is named and len(named) > 1:
            break
    names = ", ".join(sorted(sources)) or "none"
    raise UsageError(
        f"{folder}: one program is needed, and its main file cannot be told among {names}: call it "
        "main"
    )


def is_built_by_itself(folder: Path) -> bool:
    """Whether a folder brings a `build` file, which makes an executable called `run`."""
    return (folder / _BUILD).is_file()


def build_by_itself(folder: Path, sandbox: Sandbox) -> Program:
    """Have a folder's own `build` make its executable `run`, in the sandbox.

    Raises BuildFailure with what it said where it makes none that can be run here.
    """
    files = _files_of(folder)
    argv = (_shell_of(files[_BUILD], folder), _BUILD)
    with sandbox.open(Program(kind="tool", argv=argv, name=_BUILD), scratch=True) as session:
        outcome = session.run(b"", _BUILD_LIMITS, files=_with_folders(files), collect=(_RUN,))
    made = outcome.files.get(_RUN, b"")
    if not outcome.ok or not made:
        said = (outcome.stderr or outcome.stdout).decode("utf-8", "replace").strip()
        end = outcome.stopped_by or f"exit code {outcome.exit_code} and no file {_RUN}"
        raise BuildFailure(f"{_BUILD} ended with {end}: {said[:_MESSAGE_CHARACTERS]}")
    if not made.startswith(b"\x7fELF"):
        raise BuildFailure(f"{_BUILD} made a {_RUN} that is no compiled program")
    return Program(kind="native", source=made, argv=(_RUN,), name=_RUN)


def files_at_run(submission: Submission, program: Program) -> Mapping[str, bytes]:
    """What has to lie beside a program when it runs: nothing where the files were compiled."""
    return {} if program.kind == "native" else submission.files


def _speaks(name: str, given: Language | None) -> bool:
    try:
        known = language_of(Path(name))
    except UsageError:
        return False
    return given is None or known.name == given.name


def _starts(name: str, source: bytes) -> bool:
    pattern = _MAIN.get(language_of(Path(name)).name, _MAIN_OF_C)
    return re.search(pattern, source, re.MULTILINE) is not None


def _shell_of(script: bytes, folder: Path) -> str:
    first = script.split(b"\n", 1)[0]
    words = first[2:].split() if first.startswith(b"#!") else [b""]
    name = words[-1].rpartition(b"/")[2] if words else b""
    if name not in _SHELLS:
        raise BuildFailure(
            f"{folder / _BUILD}: begins with {first[:60]!a}, write a script for sh or bash"
        )
    return _SHELLS[name]


def _files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    found: dict[str, bytes] = {}
    total = 0
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        found[name] = _read(path)
        total += len(found[name])
        if len(found) > _MOST_FILES or total > _MOST_BYTES:
            raise UsageError(
                f"{folder}: holds more than {_MOST_FILES} files or {format_bytes(_MOST_BYTES)}"
            )
    return found


def _walk(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: cannot be listed: {error.strerror}") from None
    for path in inside:
        if path.name.startswith((".", "-")) or path.name == "__pycache__":
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif path.is_file():
            yield path


def _with_folders(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same, with each folder before what is in it, as a sandbox wants it."""
    folders = {
        f"{parent.as_posix()}/": b""
        for name in files
        for parent in Path(name).parents
        if parent != Path()
    }
    return {**dict(sorted(folders.items())), **files}


def _read(path: Path) -> bytes:
    """A file's bytes; it may be a pipe or a device, so not all that it would give."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise UsageError(f"{path}: is longer than {format_bytes(_MOST_BYTES)}: no source is")
    return data
