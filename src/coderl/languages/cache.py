"""Built programs by the hash of what they were built from: on disk, shared by processes, bounded in
size.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from coderl.units import GIB

_LIMIT_BYTES = 1 * GIB


def cache_folder() -> Path:
    """Where coderl keeps what can be made again: $CODERL_CACHE, else below $XDG_CACHE_HOME or
    ~/.cache.
    """
    if given := os.environ.get("CODERL_CACHE"):
        return Path(given)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "coderl"
    except RuntimeError:  # a user without a home: what cannot be written is an empty cache
        return Path(os.devnull, "coderl")


def key_of(parts: Iterable[bytes | str]) -> str:
    """A name for a list of parts: equal lists, equal names, and no two others in practice."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


class BuildCache:
    """A folder of blobs. One that cannot be written is an empty cache: nothing depends on it."""

    def __init__(
        self,
        folder: Path | None = None,
        limit_bytes: int = _LIMIT_BYTES,
        *,
        puts_a_sweep: int = 1,
    ) -> None:
        """`puts_a_sweep`: how many blobs are put, by one process, between looks at the bound."""
        self._folder = folder if folder is not None else cache_folder() / "build"
        self._limit_bytes = limit_bytes
        self._puts_a_sweep = puts_a_sweep
        self._puts = 0

    def get(self, key: str) -> bytes | None:
        """What was put under a key, whole, or None. A damaged blob counts as absent."""
        path = self._folder / key
        try:
            if path.is_symlink() or path.stat().st_uid != os.geteuid():
                return None
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        digest, blob = data[:32], data[32:]
        return blob if hashlib.sha256(blob).digest() == digest else None

    def put(self, key: str, blob: bytes) -> None:
        """Keep a blob: written aside and renamed, so that a reader sees all of it or none."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, path = tempfile.mkstemp(dir=self._folder, prefix=".new-")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(blob).digest() + blob)
                Path(path).replace(self._folder / key)
            except BaseException:
                Path(path).unlink()
                raise
            self._puts += 1
            if self._puts % self._puts_a_sweep == 0:
                self._shrink()

    def _shrink(self) -> None:
        """Remove the least recently used blobs until the folder is within its bound."""
        entries: list[tuple[float, int, Path]] = []
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):
                found = path.stat()
                entries.append((found.st_mtime, found.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= self._limit_bytes:
                return
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size
