"""Looking at a run from outside, through the caller's /proc, which no run can reach.

A run's number out there is not known in here; its pidfd is, and /proc tells the number for it.
"""

from __future__ import annotations

import os
import resource

_WAITING_THREADS = 4


class Proc:
    """The caller's /proc, by its descriptor. What cannot be read any more counts as nothing."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def open(self, path: str, flags: int) -> int:
        """Open a file below it; `path` is relative."""
        return os.open(path, flags, dir_fd=self._descriptor)

    def children(self) -> list[int]:
        """The children of this process, by their numbers in here."""
        with open(f"self/task/{os.getpid()}/children", opener=self.open) as children:
            return [int(child) for child in children.read().split()]

    def waited_s(self, pidfd: int) -> float:
        """How long a run has been waiting for a core.

        Over the few threads that waited longest: those of a pool take turns, but a crowd that waits
        at once would earn many times the wall time, and sleep it away later.
        """
        try:
            folder = self._folder(pidfd)
            waited: list[int] = []
            for thread in self._list(f"{folder}/task"):
                with open(f"{folder}/task/{thread}/schedstat", opener=self.open) as numbers:
                    waited.append(int(numbers.read().split()[1]))
            return sum(sorted(waited)[-_WAITING_THREADS:]) / 1e9
        except (OSError, StopIteration, IndexError):
            return 0.0

    def resident_bytes(self, pidfd: int) -> int:
        """How much memory a run holds."""
        try:
            folder = self._folder(pidfd)
            pages = self._pages(folder)
            if not pages:  # its first thread has ended: what it holds is seen through the others
                threads = self._list(f"{folder}/task")
                pages = max(self._pages(f"{folder}/task/{thread}") for thread in threads)
            return pages * resource.getpagesize()
        except (OSError, StopIteration, IndexError, ValueError):
            return 0

    def tasks(self, pidfd: int) -> int:
        """How many threads a run has."""
        try:
            folder = f"{self._folder(pidfd)}/task"
            return os.stat(folder, dir_fd=self._descriptor).st_nlink - 2
        except (OSError, StopIteration, IndexError):
            return 0

    def _folder(self, pidfd: int) -> str:
        with open(f"self/fdinfo/{pidfd}", opener=self.open) as info:
            return next(line.split()[1] for line in info if line.startswith("Pid:"))

    def _list(self, path: str) -> list[str]:
        folder = self.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return os.listdir(folder)
        finally:
            os.close(folder)

    def _pages(self, folder: str) -> int:
        with open(f"{folder}/statm", opener=self.open) as numbers:
            return int(numbers.read().split()[1])
