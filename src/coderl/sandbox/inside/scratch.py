"""Counting and emptying folders that a run can write to, however deep, and through no link."""

from __future__ import annotations

import contextlib
import os
import stat


def empty(folder: str) -> None:
    """Remove all that is in a folder. Raises OSError where something cannot be removed.

    A folder's folders are lifted to the top before it is removed, so that neither the depth of the
    stack nor the length of a path bounds what can be removed. Nobody else may be writing.
    """
    number = 0
    while entries := os.listdir(folder):
        for entry in entries:
            path = os.path.join(folder, entry)
            if not _is_folder(path):
                os.unlink(path)
                continue
            os.chmod(path, 0o700)
            for inner in os.listdir(path):
                below = os.path.join(path, inner)
                if not _is_folder(below):
                    os.unlink(below)
                    continue
                os.chmod(below, 0o700)
                while os.path.lexists(place := os.path.join(folder, str(number))):
                    number += 1
                os.rename(below, place)
            os.rmdir(path)


def remove(folder: str) -> None:
    """Remove a folder and all that is in it, as far as that can be done."""
    try:
        empty(folder)
        os.rmdir(folder)
    except OSError:
        pass  # another user's, or gone already


def temporary_folder() -> str:
    """Where folders called coderl-PID-* lie; those of processes that are gone go first."""
    import tempfile

    folder = tempfile.gettempdir()
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            prefix, _, rest = name.partition("-")
            owner = rest.partition("-")[0]
            if prefix == "coderl" and owner.isdigit() and not os.path.exists(f"/proc/{owner}"):
                remove(os.path.join(folder, name))
    return folder


def _is_folder(path: str) -> bool:
    return stat.S_ISDIR(os.lstat(path).st_mode)


def held(folder: str) -> tuple[int, int]:
    """Count the bytes and the entries in a folder, as far as it can be read while others write."""
    size, count, todo = 0, 0, [folder]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return size, count
