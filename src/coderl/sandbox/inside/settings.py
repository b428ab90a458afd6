"""What the zygote found out and decided, handed down to every driver by the fork."""

from __future__ import annotations

from .cgroup import Ceiling, Group


class Settings:
    """The isolation in force. `proc` is the caller's /proc, which no run can reach."""

    def __init__(self, tier: str, proc: int) -> None:
        self.tier = tier
        self.proc = proc
        self.seccomp = False
        self.landlock = False
        self.namespaces = False
        self.run_uid: int | None = None
        self.private_uid = False
        self.group: Group | None = None
        self.ceiling: Ceiling | None = None
        self.rulesets: dict[str, int] = {}
        self.filters: dict[str, bytes] = {}
        self.scratch = ""
        self.scratch_bytes = 0
        self.trees: list[str] = []
        self.mechanisms: dict[str, str] = {}
