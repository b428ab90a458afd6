"""Two pipes between a submission and a validator, of which we hold ends too.

Neither side sees the other's end before we have noted it. So the order in which we note the ends
is that of cause and effect, on a busy machine too: a submission that crashes because the validator
has gone is noted after the validator.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading

_BLOCK = 1 << 16
_HELD_FROM = 100  # above what a run may expect, should one ever be inherited


class Held:
    """Descriptors of ours, each closed once."""

    def __init__(self, *descriptors: int) -> None:
        self._open = set(descriptors)

    def close(self, *descriptors: int) -> None:
        """Close those that are still open."""
        for descriptor in self._open.intersection(descriptors):
            self._open.discard(descriptor)
            os.close(descriptor)

    def close_all(self) -> None:
        """Close all that are still open."""
        self.close(*self._open)


class Pipes:
    """`submission` and `validator` are what each reads from and writes to, to be given to a run.

    With a `relay` what the submission writes goes through us, and is counted: `flooded` is whether
    it was more than `most_bytes`, after which it is cut off.
    """

    def __init__(self, most_bytes: int, *, relay: bool = False) -> None:
        self._most_bytes = most_bytes
        self.flooded = False
        self._relay: threading.Thread | None = None
        to_submission, from_validator = os.pipe2(os.O_CLOEXEC)
        to_validator, from_submission = os.pipe2(os.O_CLOEXEC)
        self._of_submission = (_copy(to_submission), _copy(from_submission))
        self._of_validator = (_copy(to_validator), _copy(from_validator))
        self.submission = (to_submission, from_submission)
        self.validator = (to_validator, from_validator)
        self._held = Held(*self._of_submission, *self._of_validator)
        if relay:
            self._put_between()

    def submission_ended(self) -> None:
        """Let the validator see that nothing comes any more, and take what it still writes."""
        reads, writes = self._of_submission
        self._held.close(writes)
        self._drain(reads)
        self._held.close(reads)

    def validator_ended(self) -> None:
        """The same, the other way round; a submission that goes on writing is cut off."""
        reads, writes = self._of_validator
        self._held.close(writes)
        if self._drain(reads) > self._most_bytes:
            self.flooded = True
        self._held.close(reads)

    def close(self) -> None:
        """Close what we hold, and wait for the relay."""
        self._held.close_all()
        if self._relay is not None:
            self._relay.join()

    def _drain(self, descriptor: int) -> int:
        taken = 0
        while taken <= self._most_bytes and (data := os.read(descriptor, _BLOCK)):
            taken += len(data)
        return taken

    def _put_between(self) -> None:
        """Read the submission's pipe, and write to a new one that the validator reads."""
        source = _copy(self.validator[0])
        os.close(self.validator[0])
        self._held.close(self._of_validator[0])
        read, write = os.pipe2(os.O_CLOEXEC)
        self.validator = (read, self.validator[1])
        self._of_validator = (_copy(read), self._of_validator[1])
        self._held = Held(*self._of_submission, *self._of_validator)
        self._relay = threading.Thread(target=self._pass_on, args=(source, write), daemon=True)
        self._relay.start()

    def _pass_on(self, source: int, target: int) -> None:
        passed = 0
        try:
            with contextlib.suppress(BrokenPipeError):
                while data := os.read(source, _BLOCK):
                    passed += len(data)
                    if passed > self._most_bytes:
                        self.flooded = True
                        return
                    rest = memoryview(data)
                    while rest:
                        rest = rest[os.write(target, rest) :]
        finally:
            os.close(source)
            os.close(target)


def _copy(descriptor: int) -> int:
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HELD_FROM)
