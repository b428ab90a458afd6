"""coderl as typed: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

COMMAND = (sys.executable, "-m", "coderl")


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (one,) = self.objects
        return one

    @property
    def refusal(self) -> str:
        """The one line that says what to mend; fails where there is more, or another exit code."""
        assert self.code == 2, (self.code, self.out, self.err)
        assert self.err.startswith("coderl: error: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert self.err[:-1].isprintable(), self.err
        return self.err[len("coderl: error: ") : -1]


Coderl = Callable[..., Done]


def _environment(**changes: str) -> dict[str, str]:
    """Ours, with a relative PYTHONPATH made absolute: the command runs in another folder."""
    paths = os.environ.get("PYTHONPATH", "")
    absolute = os.pathsep.join(str(Path(p).resolve()) for p in paths.split(os.pathsep) if p)
    return {**os.environ, **({"PYTHONPATH": absolute} if absolute else {}), **changes}


@pytest.fixture
def environment() -> dict[str, str]:
    return _environment()


@pytest.fixture
def command() -> tuple[str, ...]:
    return COMMAND


@pytest.fixture
def coderl(tmp_path: Path) -> Coderl:
    def run(
        *arguments: str | Path,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        timeout: float = 100,
    ) -> Done:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=_environment(**(env or {})),
            timeout=timeout,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback (most recent call last)" not in err, err
        return Done(done.returncode, out, err)

    return run


Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files below the folder in which the command runs."""

    def write_files(files: Mapping[str, str | bytes]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return tmp_path

    return write_files
