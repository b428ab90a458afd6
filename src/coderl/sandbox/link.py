"""A link to a driver: questions in order, answers in the same order, descriptors beside both."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from coderl.errors import SandboxError
from coderl.sandbox.inside import wire
from coderl.sandbox.keepers import hang_up

Answer = tuple[dict[str, Any], list[int], list[bytes]]


class DriverGone(Exception):
    """The other end of a link has ended."""


class Question:
    """What was asked, until its answer has been taken."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.asked = time.monotonic()
        self.answer: Answer | None = None
        self.error: SandboxError | None = None

    def take(self) -> Answer:
        """The answer; its descriptors are the taker's to close. Raises SandboxError where there is
        none.
        """
        if self.answer is None:
            raise self.error or SandboxError("the sandbox was given up before it answered")
        taken, self.answer = self.answer, None
        return taken

    def drop(self) -> None:
        """Let go of an answer that nobody takes."""
        if self.answer is not None:
            for descriptor in self.take()[1]:
                os.close(descriptor)


class Link:
    """One end of a link. `lost` once an answer was not waited for, or the other end has gone."""

    def __init__(self, socket: socket.socket) -> None:
        self._socket = socket
        self._unanswered: deque[Question] = deque()
        self.lost = False

    def ask(
        self, order: Mapping[str, object], descriptors: list[int], timeout_s: float
    ) -> Question:
        """Send a question: it is answered once all before it are. Raises SandboxError."""
        if self.lost:
            raise SandboxError("the sandbox has gone, or an earlier run of it was given up")
        try:
            self._socket.settimeout(timeout_s)
            wire.send(self._socket, order, descriptors)
        except OSError as error:
            self.lost = True
            raise SandboxError(f"the sandbox does not answer: {error}") from None
        question = Question(timeout_s)
        self._unanswered.append(question)
        return question

    def settle(self, question: Question | None = None) -> None:
        """Wait for the answer to a question, or to all of them. Never raises for what they say."""
        while self._unanswered and (question is None or question in self._unanswered):
            first = self._unanswered[0]
            try:
                first.answer = self.hear(first.timeout_s)
            except DriverGone:
                waited_s = time.monotonic() - first.asked
                first.error = SandboxError(f"the sandbox ended during a run after {waited_s:.1f} s")
            except SandboxError as error:
                first.error = error
            self._unanswered.popleft()
            if self.lost:
                while self._unanswered:
                    self._unanswered.popleft().error = first.error

    def hear(self, timeout_s: float) -> Answer:
        """Receive one answer. Raises DriverGone at the other end's end, SandboxError for what the
        driver calls a fault, or where no answer comes.
        """
        self.lost = True  # until it is whole: an exception may come at any time
        self._socket.settimeout(timeout_s)
        try:
            received = wire.receive(self._socket)
        except TimeoutError:
            raise SandboxError(
                "the sandbox did not answer in time: the machine is too busy, or the sandbox is "
                "stopped"
            ) from None
        except OSError as error:
            raise SandboxError(f"the link to the sandbox failed: {error}") from None
        if received is None:
            raise DriverGone
        self.lost = False
        if received[0].get("fault"):
            for descriptor in received[1]:
                os.close(descriptor)
            raise SandboxError(f"the sandbox failed: {received[0]['fault']}")
        return received

    def interrupt(self) -> None:
        """Have whoever waits here, in another thread, see the other end go."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close it for good: the driver ends, and what it still runs."""
        self.lost = True
        self._unanswered.clear()
        hang_up(self._socket)

    def end(self, patience_s: float = 1.0) -> None:
        """Close it, and wait until the driver has gone: what it held would count as a run's."""
        if not self.lost and not self._unanswered:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_WR)
                self._socket.settimeout(patience_s)
                self._socket.recv(1)
        self.hang_up()

    def let_go(self) -> None:
        """Close our copy of a link that another process owns."""
        self.lost = True
        self._unanswered.clear()
        self._socket.close()
