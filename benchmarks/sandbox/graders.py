"""The graders of others, from a checkout that the user names; each runs in processes of its own."""

from __future__ import annotations

import json
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .commands import bubblewrap_walls, first_line
from .programs import (
    FUNCTION,
    SOURCE,
    WRONG,
    WRONG_FUNCTION,
    Test,
    assertions,
    tests,
)
from .ways import Unavailable, Way

_PEER = Path(__file__).with_name("peer.py")
_START_S = 60.0
_TIMEOUT_S = 6  # of a test: the default of LiveCodeBench


class Peer:
    """One grader process."""

    def __init__(self, name: str, folder: Path, *, walled: bool = False, memory_bytes: int = 0):
        script, checkout = str(_PEER), str(folder.resolve())
        command = [sys.executable, "-B", script, name, checkout, str(memory_bytes)]
        if walled:
            roots = (sys.prefix, str(_PEER.parent), checkout)
            scratch = ["--tmpfs", "/tmp", "--dev", "/dev"]
            walls = bubblewrap_walls(())
            for root in roots:
                scratch += ["--ro-bind", root, root]
            command = [*walls, *scratch, "--chdir", "/", *command]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.pid = self._process.pid

    def hear(self, timeout_s: float) -> dict[str, Any] | None:
        """The next answer; None where there is none in time, or the process has ended."""
        assert self._process.stdout is not None
        end = time.monotonic() + timeout_s
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select(
                [self._process.stdout], [], [], max(0.0, end - time.monotonic())
            )
            piece = self._process.stdout.readline() if ready else b""
            if not piece:
                return None
            line += piece
        return json.loads(line)

    def ask(self, request: dict[str, Any], timeout_s: float) -> dict[str, Any] | None:
        """Have one submission graded."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return None
        return self.hear(timeout_s)

    def close(self) -> None:
        """End it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Grader(Way):
    """A grader of others, one process for each worker."""

    workloads = ("one", "thirty")
    option: str
    repository: str
    requirements: str

    def __init__(self, folder: Path | None) -> None:
        super().__init__()
        self.folder = folder
        self.peers: list[Peer] = []

    def request(self, given: list[Test], *, right: bool = True) -> dict[str, Any]:
        """What the peer is asked: a right or a wrong submission on these tests."""
        raise NotImplementedError

    def bring(self) -> str:
        """The commands that would make this way work."""
        return f"git clone https://github.com/{self.repository}, then {self.option} DIR"

    def start(self, workers: int) -> None:
        if self.folder is None:
            raise Unavailable("no checkout was named", self.bring())
        with self.group.entered():
            self.peers = [start_peer(self.name, self.folder, self) for _ in range(workers)]
        for right in (True, False):
            answer = self.peers[0].ask(self.request(tests(1), right=right), _START_S)
            if answer is None or answer["right"] is not right:
                said = "refuses a right" if right else "accepts a wrong"
                raise Unavailable(f"this checkout {said} submission", self.bring())
        self.version = commit_of(self.folder)

    def submission(self, worker: int, given: Sequence[Test]) -> bool:
        answer = self.peers[worker].ask(self.request(list(given)), _START_S)
        return answer is not None and answer["right"] is True

    def servers(self) -> list[int]:
        return [peer.pid for peer in self.peers]

    def stop(self) -> None:
        for peer in self.peers:
            peer.close()
        self.peers = []
        super().stop()


class LiveCodeBench(Grader):
    """LiveCodeBench's `check_correctness`: a manager and a forked process for each submission."""

    name = "livecodebench"
    label = "LiveCodeBench check_correctness"
    option = "--livecodebench"
    repository = "LiveCodeBench/LiveCodeBench"
    requirements = "numpy tqdm"

    def request(self, given: list[Test], *, right: bool = True) -> dict[str, Any]:
        return {
            "source": (SOURCE if right else WRONG).decode(),
            "tests": [[data.decode(), expected.decode()] for data, expected in given],
            "entry": None,
            "timeout_s": _TIMEOUT_S,
        }


class HumanEval(Grader):
    """human-eval's `check_correctness`: the same, for a function and its assertions."""

    name = "human-eval"
    label = "human-eval check_correctness"
    option = "--human-eval"
    repository = "openai/human-eval"
    requirements = ""

    def request(self, given: list[Test], *, right: bool = True) -> dict[str, Any]:
        return {
            "source": FUNCTION if right else WRONG_FUNCTION,
            "assertions": assertions(given),
            "timeout_s": _TIMEOUT_S,
        }


def start_peer(
    name: str, folder: Path, grader: Grader, *, walled: bool = False, memory_bytes: int = 0
) -> Peer:
    """Start a grader process and hear that it is ready. Raises Unavailable."""
    peer = Peer(name, folder, walled=walled, memory_bytes=memory_bytes)
    answer = peer.hear(_START_S)
    if answer is not None and answer.get("ready"):
        return peer
    peer.close()
    if answer is None:
        raise Unavailable("its process ended before it was ready", grader.bring())
    module = str(answer["module"])
    if module.split(".")[0] in ("lcb_runner", "human_eval"):
        raise Unavailable(f"the folder is no checkout of it: {answer['failed']}", grader.bring())
    raise Unavailable(str(answer["failed"]), f"pip install {grader.requirements or module}")


def commit_of(folder: Path) -> str:
    """The commit of a checkout; empty where that cannot be told."""
    if shutil.which("git") is None or not (folder / ".git").exists():
        return ""
    return first_line(["git", "-C", str(folder), "rev-parse", "--short", "HEAD"])
