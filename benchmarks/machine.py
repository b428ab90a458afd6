"""What a result file says about the machine and the moment; no host name, no path."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import coderl

RESULTS = Path(__file__).parent / "results"


def describe() -> dict[str, Any]:
    """Describe the machine and what is measured on it."""
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "virtual": "hypervisor" in Path("/proc/cpuinfo").read_text(),
        "kernel": platform.release(),
        "system": _system(),
        "root": os.geteuid() == 0,
        "python": platform.python_version(),
        "coderl": coderl.__version__,
        "commit": _commit(),
    }


def command(module: str) -> str:
    """The command as it would be typed from the root of the repository."""
    arguments = [_without_folders(a) for a in sys.argv[1:] if a != "--json"]
    return " ".join(["python -m", module, *arguments])


def _without_folders(argument: str) -> str:
    option, equals, value = argument.rpartition("=")
    return f"{option}{equals}{Path(value).name}" if Path(value).is_absolute() else argument


def now() -> str:
    """The date and time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def load() -> list[float]:
    """The load averages over 1, 5 and 15 minutes."""
    return [round(value, 2) for value in os.getloadavg()]


def write(result: dict[str, Any], path: Path) -> None:
    """Write a result file, broken into lines so that a diff can be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_pretty(result) + "\n")


def _pretty(value: Any, depth: int = 0) -> str:
    pad = "  " * (depth + 1)
    if isinstance(value, dict) and value and (depth < 2 or _deep(value)):
        inner = ",\n".join(
            f"{pad}{json.dumps(k)}: {_pretty(v, depth + 1)}" for k, v in value.items()
        )
        return "{\n" + inner + "\n" + "  " * depth + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return (
            "[\n"
            + ",\n".join(pad + _pretty(v, depth + 2) for v in value)
            + "\n"
            + "  " * depth
            + "]"
        )
    return json.dumps(value, ensure_ascii=False)


def _deep(value: dict[str, Any]) -> bool:
    return any(
        isinstance(v, dict) and any(isinstance(w, dict) for w in v.values()) for v in value.values()
    )


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.lower().startswith(("model name", "cpu part")):
            return line.partition(":")[2].strip()
    return platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(RESULTS.parent), *words], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    try:
        dirty = git("status", "--porcelain", "--", "../src")
        return git("rev-parse", "--short", "HEAD") + (" with changes in src" if dirty else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
