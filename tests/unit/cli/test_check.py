# ruff: noqa: E501  programs and expected lines, as they are
from __future__ import annotations

from pathlib import Path

import pytest

from coderl.cli.check import check
from coderl.cli.scaffold import scaffold
from coderl.errors import ProblemError
from coderl.problems.package import read_package
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import Program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scaffold(tmp_path / "p", "")
    return tmp_path / "p"


def largest(program: Program, data: bytes) -> bytes:
    numbers = [int(x) for x in data.split()[1:]]
    return b"%d" % max(numbers + [0] * (b"largest = 0\n" in program.source))


def findings(folder: Path, sandbox: FakeSandbox | None = None) -> dict[str, tuple[bool, str]]:
    found = check(read_package(folder), sandbox or FakeSandbox(largest), fit=False)
    return {finding.what: (finding.ok, finding.text) for finding in found}


def test_a_sound_package_has_nothing_wrong(folder: Path) -> None:
    assert findings(folder) == {
        "accepted/optimal.py": (True, "AC"),
        "accepted/quadratic.py": (True, "AC"),
        "wrong_answer/zero_start.py": (True, "WA"),
    }


def test_a_wrong_label_is_told_with_what_was_found(folder: Path) -> None:
    (folder / "submissions/time_limit_exceeded").mkdir()
    (folder / "submissions/time_limit_exceeded/fast.py").write_text("1")
    ok, text = findings(folder)["time_limit_exceeded/fast.py"]
    assert not ok
    assert text.startswith("AC, not TLE")


def test_a_package_without_an_accepted_submission_is_not_sound(folder: Path) -> None:
    for path in (folder / "submissions/accepted").iterdir():
        path.unlink()
    (folder / "submissions/submissions.yaml").unlink()
    found = findings(folder)
    assert not found["submissions/accepted"][0]
    assert "O(n)" in found["problem.yaml"][1]


@pytest.mark.parametrize("name", ["folder/one.txt", "notes.txt", "prog.cob", "noext"])
def test_a_submission_that_cannot_be_judged_is_one_finding(folder: Path, name: str) -> None:
    path = folder / "submissions/accepted" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    found = findings(folder)
    ok, text = found[f"accepted/{name.split('/')[0]}"]
    assert not ok
    assert text.startswith("cannot be judged: ")
    assert found["wrong_answer/zero_start.py"][0]


def test_cpp_for_a_function_is_one_finding(tmp_path: Path) -> None:
    scaffold(tmp_path / "p", "f")
    (tmp_path / "p/submissions/accepted/a.cpp").write_text("int main() {}")
    found = findings(tmp_path / "p", FakeSandbox(lambda program, data: b"[3]"))
    assert found["accepted/a.cpp"] == (
        False,
        "cannot be judged: the problem asks for a function 'f': submit it in Python, not in C++20 (g++)",
    )
    assert len(found) == 4


def test_a_broken_package_is_an_error_and_no_finding(folder: Path) -> None:
    (folder / "problem.yaml").write_text("name: x\nvalidation: custom\n")
    (folder / "output_validators").mkdir()
    (folder / "output_validators/check.py").write_text("exit(1)")
    with pytest.raises(ProblemError, match="not 42 or 43"):
        findings(folder, FakeSandbox(lambda program, data: b""))
