from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from coderl.errors import SandboxUnavailable, UsageError
from coderl.languages import build as building
from coderl.languages import toolchain
from coderl.languages.build import build
from coderl.languages.cache import BuildCache
from coderl.languages.model import MAX_SOURCE_BYTES, BuildFailure, Submission
from coderl.languages.toolchain import Toolchain
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import Outcome, Program, Stop, Tier

OUTCOME = Outcome(
    exit_code=0,
    signal=None,
    stopped_by=None,
    cpu_s=0.1,
    wall_s=0.1,
    peak_memory_bytes=1,
    stdout=b"",
    stderr=b"",
    tier=Tier.A,
    files={"main": b"binary"},
)


def python(source: bytes) -> Submission:
    return Submission(source=source, language="python")


def cpp(source: bytes = b"int main() {}") -> Submission:
    return Submission(source=source, language="cpp")


def nothing_runs(program: Program, data: bytes) -> bytes:
    raise AssertionError("nothing is run to build this")


@pytest.fixture(autouse=True)
def _a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Toolchain(compiler="/usr/bin/g++")
    monkeypatch.setattr(building, "toolchain_of", lambda known, tier: found)
    monkeypatch.setattr(building, "compiler_version", lambda path: "version 1")


@pytest.fixture
def cache(tmp_path: Path) -> BuildCache:
    return BuildCache(tmp_path)


@pytest.mark.parametrize("source", [b"", b"\0", b"\xff\xfe", b"def", b"x" * MAX_SOURCE_BYTES])
def test_python_is_taken_as_it_is_and_loading_it_tells_what_is_wrong(source: bytes) -> None:
    program = build(python(source), FakeSandbox(nothing_runs))
    assert (program.kind, program.source, program.entry) == ("python", source, "")
    program = build(python(source), FakeSandbox(nothing_runs), entry="f")
    assert (program.kind, program.entry) == ("call", "f")


@pytest.mark.parametrize("language", ["python", "cpp"])
def test_a_source_that_is_too_long_is_not_built(language: str) -> None:
    source = b"x" * (MAX_SOURCE_BYTES + 1)
    with pytest.raises(BuildFailure, match="long"):
        build(Submission(source=source, language=language), FakeSandbox(nothing_runs))


def test_cpp_has_no_call_style() -> None:
    with pytest.raises(UsageError, match="submit it in Python"):
        build(cpp(), FakeSandbox(nothing_runs), entry="f")


def test_an_unknown_language_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unknown language"):
        build(Submission(source=b"", language="cobol"), FakeSandbox(nothing_runs))


def test_a_missing_compiler_names_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, cache: BuildCache
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(toolchain, "_USUAL", ())
    with pytest.raises(SandboxUnavailable, match=r"apt-get install g\+\+"):
        build(cpp(), FakeSandbox(nothing_runs), cache=cache)


def test_cpp_is_compiled_once_and_then_kept(cache: BuildCache) -> None:
    sandbox = FakeSandbox(lambda program, data: OUTCOME)
    first = build(cpp(), sandbox, cache=cache)
    assert (first.kind, first.source) == ("native", b"binary")
    ran = len(sandbox.runs)
    assert sandbox.runs[-1].files == {"main.cpp": b"int main() {}"}
    assert build(cpp(), sandbox, cache=cache) == first
    assert len(sandbox.runs) == ran
    build(cpp(b"int main() { }"), sandbox, cache=cache)
    assert len(sandbox.runs) == ran + 1


@pytest.mark.parametrize("change", ["compiler", "header"])
def test_another_compiler_or_header_is_another_program(
    monkeypatch: pytest.MonkeyPatch, cache: BuildCache, change: str
) -> None:
    sandbox = FakeSandbox(lambda program, data: OUTCOME)
    build(cpp(), sandbox, extra={"a.h": b"1"}, cache=cache)
    ran = len(sandbox.runs)
    if change == "compiler":
        monkeypatch.setattr(building, "compiler_version", lambda path: "version 2")
    build(cpp(), sandbox, extra={"a.h": b"1" if change == "compiler" else b"2"}, cache=cache)
    assert len(sandbox.runs) > ran


def test_where_nothing_can_be_linked_statically_it_is_linked_dynamically(cache: BuildCache) -> None:
    def answer(program: Program, data: bytes) -> Outcome:
        failed = "-static" in program.argv
        return dataclasses.replace(OUTCOME, exit_code=1, files={}) if failed else OUTCOME

    sandbox = FakeSandbox(answer)
    assert build(cpp(), sandbox, cache=cache).source == b"binary"
    assert "-static" not in sandbox.runs[-1].program.argv


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"exit_code": 1, "stderr": b"main.cpp:1: error"}, "main.cpp:1: error"),
        ({"exit_code": 1, "stderr": b"\xff\xfe"}, "\ufffd"),
        ({"exit_code": 3}, "exit code 3"),
        ({"files": {}}, "exit code 0"),
        ({"stopped_by": Stop.CPU, "exit_code": None, "signal": 9}, "took more than 30"),
        ({"stopped_by": Stop.MEMORY, "exit_code": None, "signal": 9}, "took more than 2.0 GiB"),
        ({"stopped_by": Stop.OUTPUT, "exit_code": None, "signal": 25}, ""),
        ({"exit_code": None, "signal": 11}, ""),
    ],
)
def test_what_the_compiler_says_is_the_submissions_failure(
    cache: BuildCache, change: dict[str, object], words: str
) -> None:
    def answer(program: Program, data: bytes) -> Outcome:
        return OUTCOME if "-static" in program.argv and b"puts" in data else failing

    failing = dataclasses.replace(OUTCOME, **change)  # type: ignore[arg-type]
    with pytest.raises(BuildFailure) as caught:
        build(cpp(), FakeSandbox(lambda program, data: failing), cache=cache)
    assert words in str(caught.value)
    with pytest.raises(BuildFailure):  # a failure is not kept as if it were a program
        build(cpp(), FakeSandbox(answer), cache=cache)


def test_a_compilers_endless_message_is_cut(cache: BuildCache) -> None:
    failing = dataclasses.replace(OUTCOME, exit_code=1, files={}, stderr=b"e" * 10**6)
    with pytest.raises(BuildFailure) as caught:
        build(cpp(), FakeSandbox(lambda program, data: failing), cache=cache)
    assert len(str(caught.value)) <= 8000
