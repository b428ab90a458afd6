"""Reading the files of a package with errors that say what to mend: no link leads out, no odd file
is opened.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

from coderl.errors import ConfigError, ProblemError, UsageError
from coderl.records import read_yaml

_READ = {
    "data": True,
    "submissions": True,
    "output_validators": True,
    "output_validator": True,
    "generators": False,
    "statement": False,
    "problem_statement": False,
}
"""The folders that are read, and whether what lies below their folders is."""


def refuse_links_out(folder: Path) -> None:
    """Refuse a package where a file that is read is a symbolic link that leaves it, as the format
    does. What is not read, input validators and documents, may be shared.
    """
    root = folder.resolve()
    _refuse_links(root, root, folder, deep=False)
    for name, deep in _READ.items():
        if (root / name).is_dir():
            _refuse_links(root / name, root, folder, deep=deep)


def _refuse_links(top: Path, root: Path, shown: Path, *, deep: bool) -> None:
    for parent, folders, files in os.walk(top):
        for name in (*folders, *files):
            path = Path(parent, name)
            if path.is_symlink() and not _target(path).is_relative_to(root):
                at = shown / path.relative_to(root)
                raise ProblemError(
                    f"{printable(at)}: the link leaves the package, copy the file into it"
                )
        folders[:] = [name for name in folders if deep and not name.startswith(".")]


def _target(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        raise ProblemError(f"{printable(path)}: the link leads in a circle, remove it") from None


def entries(folder: Path) -> list[Path]:
    """List a folder, sorted, without what the format ignores: names that begin with '.' or '-'.

    Raises ProblemError where it cannot be listed and for a name that cannot be printed.
    """
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise ProblemError(f"{folder}: cannot be listed: {error.strerror}") from None
    for name in names:
        if not name.isprintable():
            raise ProblemError(
                f"{folder}: rename {name!a}, use letters, digits, '_', '.' and '-' only"
            )
    return [folder / name for name in names if name[0] not in ".-" and name != "__pycache__"]


def require_file(path: Path) -> None:
    """Raise ProblemError for what is no regular file: a folder, a pipe, a link to nowhere."""
    try:
        if path.is_file():
            return
        kind = (
            "is a folder"
            if path.is_dir()
            else "is not a regular file"
            if os.path.lexists(path)
            else "is missing"
        )
    except OSError as error:
        kind = f"cannot be read: {error.strerror}"
    raise ProblemError(f"{path}: {kind}, a file is expected here")


def read_bytes(path: Path) -> bytes:
    """Read a regular file. Raises ProblemError."""
    require_file(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProblemError(f"{path}: cannot be read: {error.strerror}") from None


def read_text(path: Path) -> str:
    """Read a regular file as UTF-8. Raises ProblemError."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemError(f"{path}: is not UTF-8 (byte {error.start}), save it as UTF-8") from None


def read_keys(path: Path) -> dict[str, Any]:
    """Read a YAML mapping, less the keys without a value. Raises ConfigError, in one line."""
    read_text(path)
    try:
        data = read_yaml(path)
    except UsageError as error:
        raise type(error)(" ".join(str(error).split())) from None
    except (RecursionError, ValueError, TypeError, AttributeError) as error:
        # What the YAML library lets through: endless nesting, tags that do not fit their value.
        raise ConfigError(
            f"{path}: is not the YAML that the format asks for ({type(error).__name__})"
        ) from None
    return keys_of(data, where=str(path))


def keys_of(data: object, *, where: str) -> dict[str, Any]:
    """Take a value as a mapping from text, less the keys without a value. Raises ConfigError."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigError(
            f"{where}: expected a mapping of keys to values, found {type(data).__name__}"
        )
    mapping = cast("dict[object, Any]", data)
    for key in mapping:
        if not isinstance(key, str):
            raise ConfigError(f"{where}: the key {ascii(key)[:40]} is not text, write it in quotes")
    return {str(key): value for key, value in mapping.items() if value is not None}


def printable(path: Path) -> str:
    """A path as one line of text, whatever its bytes."""
    text = str(path)
    return text if text.isprintable() else ascii(text)
