"""Who started a container: a name for a process that no other process ever bears."""

from __future__ import annotations

import os


def label_of_this_process() -> str:
    """Boot, PID namespace, number and start time."""
    return f"{_boot()} {_namespace()} {os.getpid()} {_started(os.getpid())}"


def may_be_removed(label: str, *, running: bool) -> bool:
    """Whether the caller that a label names has ended.

    One in another PID namespace cannot be looked for: its containers are left alone, as a running
    one ends by itself when its caller does.
    """
    try:
        boot, namespace, number, started = label.split()
    except ValueError:
        return False  # no label of ours
    if boot != _boot():
        return not running
    return namespace == _namespace() and _started(int(number)) != started


def _boot() -> str:
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()


def _namespace() -> str:
    return os.readlink("/proc/self/ns/pid").strip("pid:[]")


def _started(pid: int) -> str:
    """When a process was started, in ticks since boot; empty where there is none."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[19]
    except OSError:
        return ""
