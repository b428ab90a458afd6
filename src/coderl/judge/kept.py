"""Judgements kept on disk, by the hash of all that decides them.

What another run might decide otherwise is not kept: a case that a limit of time or memory ended, or
that came near one. The key holds the machine, as its speed decides those.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import platform
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from coderl.errors import ConfigError
from coderl.judge.judgement import Judgement
from coderl.judge.verdict import Verdict
from coderl.languages.build import compiler_version
from coderl.languages.cache import BuildCache, cache_folder, key_of
from coderl.languages.catalogue import language
from coderl.languages.model import Submission
from coderl.languages.toolchain import toolchain_of
from coderl.problems.model import Problem
from coderl.records import from_mapping, to_json
from coderl.sandbox.model import Limits, Tier
from coderl.units import MIB

_LIMIT_BYTES = 256 * MIB
_NEAR = 0.5  # of a limit: beyond, another run might be on its other side
_NOT_DECIDING = {"submissions", "generators", "folder"}
_digests: OrderedDict[int, tuple[Problem, str]] = OrderedDict()
_MOST_DIGESTS = 256


class JudgementCache:
    """A folder of judgements, shared by processes. One that cannot be written keeps nothing."""

    def __init__(self, folder: Path | None = None, limit_bytes: int = _LIMIT_BYTES) -> None:
        self._blobs = BuildCache(
            folder if folder is not None else cache_folder() / "judgements",
            limit_bytes,
            puts_a_sweep=256,
        )

    def get(self, key: str, language_name: str, tier: Tier) -> Judgement | None:
        """A judgement made at this tier by today's toolchain, or None. A damaged one counts as
        absent.
        """
        blob = self._blobs.get(_whole_key(key, language_name, tier))
        if blob is None:
            return None
        try:
            return from_mapping(Judgement, json.loads(blob), where="a kept judgement")
        except (ValueError, ConfigError):  # of another version of coderl
            return None

    def put(self, key: str, judgement: Judgement, limits: Limits) -> None:
        """Keep a judgement, unless another run might decide it otherwise."""
        if _is_certain(judgement, limits):
            blob = to_json(judgement).encode("utf-8", "surrogateescape")
            self._blobs.put(_whole_key(key, judgement.language, judgement.tier), blob)


def _whole_key(key: str, language_name: str, tier: Tier) -> str:
    return key_of([key, tier.value, _toolchain(language_name, tier)])


@cache
def _toolchain(language_name: str, tier: Tier) -> str:
    """What builds and runs a language here. Raises SandboxUnavailable where nothing does."""
    tools = toolchain_of(language(language_name), tier)
    programs = [path for path in (tools.compiler, tools.runtime) if path]
    return " ".join(map(compiler_version, programs))


def _is_certain(judgement: Judgement, limits: Limits) -> bool:
    return all(
        case.verdict not in (Verdict.TLE, Verdict.MLE)
        and case.cpu_s < _NEAR * limits.cpu_s
        and case.wall_s < _NEAR * limits.idle_s
        and case.peak_memory_bytes < _NEAR * limits.memory_bytes
        for case in judgement.cases
    )


def key_of_attempt(problem: Problem, submission: Submission, stop_at_first: bool) -> str:
    """A name for all that decides a judgement, but the tier."""
    return key_of(
        [
            _machine(),
            _digest_of(problem),
            submission.language,
            submission.source,
            str(len(submission.files)),
            *(part for pair in sorted(submission.files.items()) for part in pair),
            "first" if stop_at_first else "all",
        ]
    )


@cache
def _machine() -> str:
    """What of this machine and this program decides with the rest."""
    return " ".join(
        (_version(), platform.python_version(), platform.platform(), _processor(), platform.node())
    )


def _version() -> str:
    # not a plain import: the package's own names lie above this floor
    return str(importlib.import_module("coderl").__version__)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith("model name")), "")


def _digest_of(problem: Problem) -> str:
    """The hash of a problem's cases, limits and way to compare; remembered for the latest."""
    found = _digests.get(id(problem))
    if found is not None and found[0] is problem:
        return found[1]
    parts: list[bytes | str] = []
    for field in dataclasses.fields(problem):
        if field.name not in _NOT_DECIDING:
            parts.append(field.name)
            _collect(getattr(problem, field.name), parts)
    digest = key_of(parts)
    _digests[id(problem)] = (problem, digest)
    while len(_digests) > _MOST_DIGESTS:
        _digests.popitem(last=False)
    return digest


def _collect(value: object, parts: list[bytes | str]) -> None:
    """Take a value apart into what can be hashed; a path stands for the files that it leads to."""
    if isinstance(value, (bytes, str)):
        parts.append(value)
    elif isinstance(value, Path):
        files = sorted(path for path in value.rglob("*") if path.is_file()) or [value]
        for file in files:
            parts.append(str(file.relative_to(value)))
            parts.append(file.read_bytes() if file.is_file() else b"")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            parts.append(field.name)
            _collect(getattr(value, field.name), parts)
    elif isinstance(value, Mapping):
        for key, inner in sorted(cast("Mapping[str, Any]", value).items()):
            parts.append(str(key))
            _collect(inner, parts)
    elif isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        parts.append(str(len(items)))
        for item in items:
            _collect(item, parts)
    else:
        parts.append(repr(value))
