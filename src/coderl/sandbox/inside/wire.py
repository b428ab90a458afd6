"""How the two sides talk: one JSON message a packet, descriptors beside it; and how arguments are
framed.

Both ends of every socket are trusted code. What a run prints or returns only ever travels as bytes.
"""

from __future__ import annotations

import fcntl
import json
import marshal
import os
import socket
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

PACKET_BYTES = 96 * 1024  # below malloc's mmap threshold
INLINE_BYTES = 16 * 1024
_MAX_DESCRIPTORS = 32
_SEAL_ALL = 0x000F  # SEAL, SHRINK, GROW, WRITE


def send(
    link: socket.socket,
    message: Mapping[str, object],
    descriptors: Sequence[int] = (),
    blobs: Sequence[bytes | memoryview] = (),
) -> None:
    """Send one message; `blobs` follow the JSON raw, their lengths under the key "blobs"."""
    head = json.dumps({**message, "blobs": [len(b) for b in blobs]}).encode()
    parts = [struct.pack("=I", len(head)), head, *blobs]
    ancillary = (
        [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack(f"={len(descriptors)}i", *descriptors))]
        if descriptors
        else []
    )
    link.sendmsg(parts, ancillary)


def receive(link: socket.socket) -> tuple[dict[str, Any], list[int], list[bytes]] | None:
    """Receive one message with its descriptors and blobs; None when the other end is gone."""
    try:
        data, ancillary, flags, _ = link.recvmsg(
            PACKET_BYTES, socket.CMSG_SPACE(4 * _MAX_DESCRIPTORS), socket.MSG_CMSG_CLOEXEC
        )
    except ConnectionResetError:
        return None
    descriptors: list[int] = []
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            count = len(payload) // 4
            descriptors += struct.unpack(f"={count}i", payload[: 4 * count])
    if not data:
        return None
    if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
        for descriptor in descriptors:
            os.close(descriptor)
        raise OSError("a message did not fit into its packet")
    (length,) = struct.unpack_from("=I", data)
    message: dict[str, Any] = json.loads(data[4 : 4 + length])
    blobs: list[bytes] = []
    start = 4 + length
    for size in message["blobs"]:
        blobs.append(data[start : start + size])
        start += size
    return message, descriptors, blobs


def sealed(data: bytes | memoryview, name: str = "input") -> int:
    """Put bytes into a memfd that nobody can change any more; its descriptor, at offset 0."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.lseek(descriptor, 0, os.SEEK_SET)
        seal(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def seal(descriptor: int) -> None:
    """Forbid every further change. Raises OSError while somebody holds it mapped for writing."""
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEAL_ALL)


def copy(source: int, target: int) -> None:
    """Copy a file from its start past our own memory, where a later fork would find it."""
    offset = 0
    while sent := os.sendfile(target, source, offset, 1 << 30):
        offset += sent


def read_all(descriptor: int) -> bytes:
    """Read a file from its start, wherever its offset is."""
    parts: list[bytes] = []
    offset, wanted = 0, os.fstat(descriptor).st_size + 1
    while part := os.pread(descriptor, wanted, offset):
        parts.append(part)
        offset += len(part)
        if len(part) < wanted:
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)


_UNCALLED = 1 << 63  # in the length of a frame: load it, but do not call with it


def frame(arguments: Iterable[bytes], *, called: bool = True) -> bytes:
    """Join encoded argument tuples, one a call, into the input of a call-style run.

    With `called` false the run loads them and calls nothing: what is left is what a run costs
    beside its calls.
    """
    flag = 0 if called else _UNCALLED
    return b"".join(
        piece
        for encoded in arguments
        for piece in (struct.pack("=Q", len(encoded) | flag), encoded)
    )


def frames_of(data: bytes) -> list[tuple[bytes, bool]]:
    """Split what `frame` joined: each frame, and whether it is called. Raises ValueError where it
    is cut short.
    """
    frames: list[tuple[bytes, bool]] = []
    start = 0
    while start < len(data):
        if start + 8 > len(data):
            raise ValueError("a frame is cut short")
        (head,) = struct.unpack_from("=Q", data, start)
        size = head & ~_UNCALLED
        start += 8
        if size > len(data) - start:
            raise ValueError("a frame is cut short")
        frames.append((data[start : start + size], not head & _UNCALLED))
        start += size
    return frames


def unframe(data: bytes) -> list[bytes]:
    """Split what `frame` joined into its frames. Raises ValueError where it is cut short."""
    return [encoded for encoded, _ in frames_of(data)]


def encode_arguments(arguments: tuple[object, ...]) -> bytes:
    """Encode positional arguments for one call. Raises ValueError for anything but Python's plain
    types.
    """
    return marshal.dumps(cast("Any", arguments))
