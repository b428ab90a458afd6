"""What the zygote found out and decided, handed down to every driver by the fork."""

from __future__ import annotations

from dataclasses import dataclass, field

from .cgroup import Group


@dataclass(slots=True)
class Settings:
    """The isolation in force. `proc` is the caller's /proc, which no run can reach."""

    tier: str
    proc: int
    seccomp: bool = False
    landlock: bool = False
    namespaces: bool = False
    run_uid: int | None = None
    private_uid: bool = False
    group: Group | None = None
    rulesets: dict[str, int] = field(default_factory=lambda: {})
    filters: dict[str, bytes] = field(default_factory=lambda: {})
    scratch: str = ""
    scratch_bytes: int = 0
    mechanisms: dict[str, str] = field(default_factory=lambda: {})
