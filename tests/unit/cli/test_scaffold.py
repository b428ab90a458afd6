from __future__ import annotations

import keyword
from pathlib import Path

import pytest

from coderl.cli.scaffold import scaffold
from coderl.errors import UsageError
from coderl.problems.package import read_package


@pytest.mark.parametrize("entry", ["", "largest", "numbers", "x", "_f1"])
def test_a_new_package_can_be_read(tmp_path: Path, entry: str) -> None:
    paths = scaffold(tmp_path / "my_problem-2", entry)
    assert all(path.is_file() for path in paths)
    problem = read_package(tmp_path / "my_problem-2")
    assert problem.interface.entry == entry
    assert problem.growth == "O(n)"
    assert problem.generators
    assert {v for s in problem.submissions for v in s.verdicts} >= {"AC", "WA"}
    for path in paths:
        if path.suffix == ".py":
            compile(path.read_text(), str(path), "exec")


@pytest.mark.parametrize(
    "entry", ["a b", "1a", "a-b", "f()", "é", *keyword.kwlist[:5], "a\n", "a.b"]
)
def test_an_entry_that_is_no_name_is_refused_before_anything_is_written(
    tmp_path: Path, entry: str
) -> None:
    with pytest.raises(UsageError, match="--entry"):
        scaffold(tmp_path / "p", entry)
    assert not (tmp_path / "p").exists()


def test_an_empty_folder_is_filled_and_any_other_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    scaffold(tmp_path / "empty", "")
    before = (tmp_path / "empty" / "problem.yaml").read_bytes()
    with pytest.raises(UsageError, match="not empty"):
        scaffold(tmp_path / "empty", "")
    assert (tmp_path / "empty" / "problem.yaml").read_bytes() == before
    file = tmp_path / "file"
    file.write_text("x")
    dangling = tmp_path / "link"
    dangling.symlink_to(tmp_path / "nowhere")
    for path in (file, dangling):
        with pytest.raises(UsageError, match="not empty"):
            scaffold(path, "")
    assert file.read_text() == "x"


@pytest.mark.parametrize("name", ["file/p", "a" * 300])
def test_a_folder_that_cannot_be_made_is_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        scaffold(tmp_path / name, "")


def test_a_strange_name_still_makes_a_readable_package(tmp_path: Path) -> None:
    for name in ("yes", "1e5", "a: b", 'it\'s "x"', "é"):
        scaffold(tmp_path / name, "")
        assert read_package(tmp_path / name).name
