"""What one sandbox has: processes, descriptors, mounts, control groups, files, memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.sandbox.cpu import children_of, descendants_of

from .programs import LITTER

_FOLDERS = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"))
_CGROUPS = Path("/sys/fs/cgroup")
_SETTLE_S = 5.0


@dataclass
class Inventory:
    """Counts that must come back to what they were, and resident bytes, which must stay flat."""

    counts: dict[str, int] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)

    def differences(self, before: Inventory) -> list[str]:
        """Say what there is more or less of than before."""
        names = sorted(self.counts.keys() | before.counts.keys())
        return [
            f"{name}: {before.counts.get(name, 0)} before, {self.counts.get(name, 0)} now"
            for name in names
            if self.counts.get(name, 0) != before.counts.get(name, 0)
        ]


def take(keeper: int, sessions: int) -> Inventory:
    """Look, once the drivers of closed sessions have ended; `sessions` are open."""
    _settle(keeper, sessions)
    found = Inventory()
    zygote = next(iter(children_of(keeper)), -1)
    tree = descendants_of(keeper)
    found.counts["processes below the keeper"] = len(tree) - 1
    found.counts["children of the supervisor"] = _count_children(os.getpid())
    drivers = children_of(zygote)
    roles = {"supervisor": os.getpid(), "keeper": keeper, "zygote": zygote}
    roles |= {f"driver {i}": pid for i, pid in enumerate(drivers[:sessions])}
    for role, pid in roles.items():
        found.counts[f"descriptors of the {role}"] = _count(Path(f"/proc/{pid}/fd"))
        found.counts[f"mounts seen by the {role}"] = _lines(Path(f"/proc/{pid}/mountinfo"))
        found.memory[role] = _resident(pid)
    found.counts["control groups"] = len(list(_groups(keeper)))
    found.counts["files left in temporary folders"] = len(list(_files(keeper)))
    for folder in _groups(keeper):
        usage = folder / "memory.usage_in_bytes"
        usage = usage if usage.exists() else folder / "memory.current"
        if usage.exists():
            found.memory["control group"] = int(usage.read_text())
    return found


def after(keeper: int) -> dict[str, int]:
    """What is left of a sandbox once it was closed."""
    end = time.monotonic() + _SETTLE_S
    while Path(f"/proc/{keeper}").exists() and time.monotonic() < end:
        time.sleep(0.01)
    return {
        "keeper": int(Path(f"/proc/{keeper}").exists()),
        "children of the supervisor": _count_children(os.getpid()),
        "control groups": len(list(_groups(keeper))),
        "files left in temporary folders": len(list(_files(keeper))),
    }


def descriptors() -> int:
    """How many descriptors this process holds."""
    return _count(Path("/proc/self/fd"))


def _settle(keeper: int, sessions: int) -> None:
    end = time.monotonic() + _SETTLE_S
    while time.monotonic() < end:
        drivers = [d for zygote in children_of(keeper) for d in children_of(zygote)]
        if len(drivers) == sessions and not any(children_of(d) for d in drivers):
            return
        time.sleep(0.005)


def _count_children(pid: int) -> int:
    """Children of all threads."""
    tasks = Path(f"/proc/{pid}/task")
    return sum(len((task / "children").read_text().split()) for task in tasks.iterdir())


def _count(folder: Path) -> int:
    """Entries of a folder of /proc; -1 where only root may look."""
    try:
        return sum(1 for _ in folder.iterdir())
    except OSError:
        return -1


def _lines(path: Path) -> int:
    try:
        return len(path.read_text().splitlines())
    except OSError:
        return -1


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _groups(keeper: int) -> Iterator[Path]:
    """The control groups of a keeper, in every hierarchy."""
    for folder, names, _ in os.walk(_CGROUPS):
        for name in names:
            if name == f"coderl-{keeper}" or name.startswith(f"coderl-{keeper}-"):
                yield Path(folder) / name


def _files(keeper: int) -> Iterator[Path]:
    """What runs tried to leave, scratch of sessions, and the keeper's own folder at tier B."""
    for folder in _FOLDERS:
        for path in folder.glob(f"coderl-{keeper}-*"):
            yield path
            yield from path.iterdir()
        yield from folder.glob(LITTER + "*")
    yield from Path.cwd().glob(LITTER + "*")
