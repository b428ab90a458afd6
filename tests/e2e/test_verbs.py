# ruff: noqa: E501  programs and expected lines, as they are
"""Every verb as typed: keys, exit codes, what goes to which stream."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from coderl.languages.catalogue import LANGUAGES

Coderl = Callable[..., Any]
Write = Callable[[Mapping[str, str | bytes]], Path]

GRADE_KEYS = {
    "file",
    "language",
    "problem",
    "verdict",
    "pass_rate",
    "passed",
    "total",
    "tier",
    "cases",
    "growth",
}
CASE_KEYS = {"name", "verdict", "cpu_s", "wall_s", "peak_memory_bytes"}
FIT_KEYS = {
    "growth",
    "decided",
    "plausible",
    "weights",
    "expected",
    "relative",
    "points",
    "cpu_s_spent",
    "tier",
}
RUN_KEYS = {
    "exit_code",
    "signal",
    "stopped_by",
    "cpu_s",
    "wall_s",
    "peak_memory_bytes",
    "stdout",
    "stderr",
    "tier",
}

RIGHT = "def two_sum(nums, target):\n    seen = {}\n    for i, x in enumerate(nums):\n        if target - x in seen:\n            return [seen[target - x], i]\n        seen[x] = i\n    return []\n"


def test_the_installed_script_is_the_same_command() -> None:
    script = shutil.which("coderl", path=str(Path(sys.executable).parent))
    if script is None:
        pytest.skip("coderl is not installed here, only on the path")
    done = subprocess.run([script, "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("coderl ")


@pytest.mark.sandbox
class TestGrade:
    def test_json_is_one_object_a_file_and_nothing_on_stderr(
        self, coderl: Coderl, write: Write
    ) -> None:
        write({"right.py": RIGHT, "wrong.py": "def two_sum(nums, target): return [0, 0]"})
        done = coderl("grade", "right.py", "wrong.py", "--problem", "two_sum", "--json")
        assert (done.code, done.err) == (1, "")
        right, wrong = done.objects
        assert set(right) >= GRADE_KEYS
        assert (right["file"], right["language"], right["problem"]) == (
            "right.py",
            "python",
            "two_sum",
        )
        assert (right["verdict"], right["pass_rate"]) == ("AC", 1.0)
        assert right["passed"] == right["total"] == len(right["cases"])
        assert right["growth"] is None
        assert right["tier"] in ("A", "B")
        for case in right["cases"]:
            assert set(case) >= CASE_KEYS
            assert case["cpu_s"] >= 0 <= case["wall_s"]
            assert case["peak_memory_bytes"] > 0
        assert wrong["verdict"] == "WA"
        assert wrong["pass_rate"] == wrong["passed"] / wrong["total"] < 1

    def test_a_table_goes_to_stdout(self, coderl: Coderl, write: Write) -> None:
        write({"right.py": RIGHT})
        done = coderl("grade", "right.py", "--problem", "two_sum")
        assert (done.code, done.err) == (0, "")
        lines = done.out.splitlines()
        assert lines[0].startswith("two_sum · python · right.py · tier ")
        assert lines[1].split() == ["case", "verdict", "cpu", "memory"]
        assert lines[-1].startswith("AC  ")

    def test_the_first_failure_can_be_the_last_case(self, coderl: Coderl, write: Write) -> None:
        write({"wrong.py": "def two_sum(nums, target): return 7"})
        (one,) = coderl("grade", "wrong.py", "--problem", "two_sum", "--first", "--json").objects
        assert len(one["cases"]) == 1 < one["total"]

    def test_a_language_can_be_named(self, coderl: Coderl, write: Write) -> None:
        write({"solution": RIGHT})
        assert (
            coderl("grade", "solution", "--problem", "two_sum", "--language", "python3").code == 0
        )
        assert "--language" in coderl("grade", "solution", "--problem", "two_sum").refusal

    def test_all_files_are_read_before_the_first_is_run(self, coderl: Coderl, write: Write) -> None:
        write({"right.py": RIGHT})
        done = coderl("grade", "right.py", "missing.py", "--problem", "two_sum", "--json")
        assert "missing.py" in done.refusal
        assert done.out == ""

    @pytest.mark.parametrize("tier", ["A", "B", "C"])
    def test_a_tier_that_was_asked_for_is_used_or_refused(
        self, coderl: Coderl, write: Write, tier: str
    ) -> None:
        write({"right.py": RIGHT})
        done = coderl(
            "grade",
            "right.py",
            "--problem",
            "two_sum",
            "--tier",
            tier,
            "--require-tier",
            tier,
            "--json",
        )
        if done.code == 3:
            assert done.err.startswith("coderl: error: ")
            pytest.skip(done.err)
        assert done.object["tier"] == tier

    def test_with_fit_there_is_a_growth_for_what_is_right_only(
        self, coderl: Coderl, write: Write
    ) -> None:
        write({"right.py": RIGHT, "wrong.py": "def two_sum(nums, target): return [0, 0]"})
        done = coderl("grade", "right.py", "wrong.py", "--problem", "two_sum", "--fit", "--json")
        right, wrong = done.objects
        assert set(right["growth"]) >= FIT_KEYS
        assert right["growth"]["wrong_at"] is None
        assert wrong["growth"] is None


@pytest.mark.sandbox
class TestFit:
    FILES: ClassVar[dict[str, str]] = {
        "f.py": "def f(a):\n    return sum(a)\n",
        "gen.py": "MAX_N = 4096\ndef generate(n, seed):\n    return (list(range(n)),)\n",
    }

    def test_json_has_the_keys(self, coderl: Coderl, write: Write) -> None:
        write(self.FILES)
        done = coderl(
            "fit", "f.py", "--entry", "f", "--generator", "gen.py", "--reference", "f.py", "--json"
        )
        assert done.err == ""
        one = done.object
        assert set(one) >= FIT_KEYS
        assert sum(one["weights"].values()) == pytest.approx(1)
        assert set(one["plausible"]) <= set(one["weights"])
        assert len(one["weights"]) == 11
        assert all(point["n"] <= 4096 for point in one["points"])
        assert one["relative"]["verdict"] in ("not_worse", "worse", "undecided")
        assert done.code == (0 if one["growth"] else 1)

    def test_a_curve_goes_to_stdout(self, coderl: Coderl, write: Write) -> None:
        write(self.FILES)
        done = coderl("fit", "f.py", "--entry", "f", "--generator", "gen.py")
        assert done.err == ""
        assert "●" in done.out
        assert "inputs: gen" in done.out

    def test_what_does_not_build_has_no_growth_and_exit_code_1(
        self, coderl: Coderl, write: Write
    ) -> None:
        write({**self.FILES, "f.py": "def f(a:"})
        done = coderl("fit", "f.py", "--entry", "f", "--generator", "gen.py", "--json")
        assert done.code == 1
        assert done.object["growth"] is None
        assert set(done.object) >= FIT_KEYS
        assert "SyntaxError" in done.object["reason"]


@pytest.mark.sandbox
class TestRun:
    def test_json_has_the_keys(self, coderl: Coderl, write: Write) -> None:
        write(
            {
                "a.py": "import sys\nprint(sys.stdin.read())\nprint('e', file=sys.stderr)\nsys.exit(7)"
            }
        )
        write({"in": "hello"})
        done = coderl("run", "a.py", "--stdin", "in", "--json")
        assert (done.code, done.err) == (1, "")
        one = done.object
        assert set(one) == RUN_KEYS
        assert (one["exit_code"], one["signal"], one["stopped_by"]) == (7, None, None)
        assert (one["stdout"], one["stderr"]) == ("hello\n", "e\n")

    def test_its_output_is_passed_on_as_it_is(self, coderl: Coderl, write: Write) -> None:
        write({"a.py": "import sys\nprint(sys.stdin.read(), end='')\nprint('e', file=sys.stderr)"})
        done = coderl("run", "a.py", "--stdin", "-", stdin=b"\x1b[31m\0x")
        assert (done.code, done.out) == (0, "\x1b[31m\0x")
        first, second = done.err.splitlines()
        assert first == "e"
        assert second.startswith("coderl: exit code 0, ")

    @pytest.mark.parametrize(
        ("source", "limit", "stop"),
        [
            ("while True: pass", ["--cpu", "100ms"], "CPU"),
            ("import time; time.sleep(60)", ["--idle", "0.2s"], "IDLE"),
            ("x = b'x' * 10**9", ["--memory", "64MiB"], "MEMORY"),
            ("while True: print('x' * 1000)", ["--output", "10kB"], "OUTPUT"),
            ("import os; os.fork()", [], "PROCESSES"),
        ],
    )
    def test_each_limit_has_its_name(
        self, coderl: Coderl, write: Write, source: str, limit: list[str], stop: str
    ) -> None:
        write({"a.py": source})
        done = coderl("run", "a.py", *limit, "--json")
        assert (done.code, done.object["stopped_by"]) == (1, stop)

    @pytest.mark.parametrize("limit", ["--cpu=1us", "--idle=1us", "--output=1", "--memory=4MiB"])
    def test_the_smallest_limits_stop_a_program_and_not_us(
        self, coderl: Coderl, write: Write, limit: str
    ) -> None:
        write({"a.py": "x = list(range(10**6))\nprint(x)"})
        assert coderl("run", "a.py", limit, "--json").code == 1

    @pytest.mark.parametrize(
        "limit", ["--cpu=24h", "--idle=24h", "--output=1024GiB", "--memory=1024GiB"]
    )
    def test_the_largest_limits_are_taken(self, coderl: Coderl, write: Write, limit: str) -> None:
        write({"a.py": "print(1)"})
        assert coderl("run", "a.py", limit, "--json").object["stdout"] == "1\n"

    def test_a_signal_is_told(self, coderl: Coderl, write: Write) -> None:
        write({"a.cpp": "int main() { __builtin_trap(); }"})
        one = coderl("run", "a.cpp", "--json").object
        assert (one["exit_code"], one["signal"]) == (None, 4)

    def test_what_does_not_build_is_told(self, coderl: Coderl, write: Write) -> None:
        write({"a.cpp": "int main( {"})
        done = coderl("run", "a.cpp", "--json")
        assert done.code == 1
        assert set(done.object) >= RUN_KEYS
        assert "error" in done.object["stderr"]
        assert coderl("run", "a.cpp").err.startswith("coderl: CE: ")


@pytest.mark.sandbox
class TestProblem:
    @pytest.mark.parametrize("entry", [[], ["--entry", "largest"]])
    def test_a_new_package_passes_its_own_check(self, coderl: Coderl, entry: list[str]) -> None:
        assert coderl("problem", "new", "p", *entry).code == 0
        done = coderl("problem", "check", "p", "--no-fit", "--json")
        assert (done.code, done.err) == (0, "")
        assert [one["ok"] for one in done.objects] == [True] * 3
        assert {one["verdict"] for one in done.objects} == {"AC", "WA"}
        assert coderl("problem", "show", "p", "--json").object["growth"] == "O(n)"

    def test_a_label_that_is_not_true_is_exit_code_1(self, coderl: Coderl, tmp_path: Path) -> None:
        coderl("problem", "new", "p")
        folder = tmp_path / "p/submissions"
        (folder / "wrong_answer/zero_start.py").rename(folder / "accepted/zero_start.py")
        done = coderl("problem", "check", "p", "--no-fit")
        assert done.code == 1
        assert "WRONG accepted/zero_start.py" in done.out
        assert done.out.endswith("a label is not what it claims to be\n")

    def test_packages_in_a_folder_are_listed(self, coderl: Coderl, tmp_path: Path) -> None:
        for name in ("b", "a"):
            coderl("problem", "new", tmp_path / "all" / name)
        done = coderl("problem", "list", "--in", "all", "--json")
        assert [one["problem"] for one in done.objects] == ["a", "b"]


@pytest.mark.sandbox
def test_doctor_tells_tiers_and_languages(coderl: Coderl) -> None:
    done = coderl("doctor", "--json")
    tiers = [one for one in done.objects if "tier" in one]
    languages = [one for one in done.objects if "language" in one]
    assert [one["tier"] for one in tiers] == ["A", "B", "C"]
    assert {one["language"] for one in languages} == set(LANGUAGES)
    assert all(one["works"] or one["mend"] for one in languages)
    works = any(one["works"] for one in tiers if one["tier"] != "C")
    assert done.code == (0 if works else 3)
    assert done.err == ""
    text = coderl("doctor").out
    assert "tier A" in text
    assert "grading uses tier" in text or "neither tier" in text


class TestStreams:
    """Whatever the streams are connected to, there is no traceback and a truthful exit code."""

    @pytest.fixture
    def shell(self, tmp_path: Path) -> Callable[[str], tuple[int, str, str]]:
        paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(str(Path(p).resolve()) for p in paths if p),
        }

        def run(script: str) -> tuple[int, str, str]:
            done = subprocess.run(
                ["bash", "-c", f'coderl() {{ "{sys.executable}" -m coderl "$@"; }}\n{script}'],
                capture_output=True,
                text=True,
                cwd=tmp_path,
                env=env,
                timeout=60,
            )
            assert "Traceback" not in done.stderr, done.stderr
            assert "Exception ignored" not in done.stderr, done.stderr
            return done.returncode, done.stdout, done.stderr

        return run

    def test_a_reader_that_has_seen_enough_is_no_error(self, shell: Any) -> None:
        code, out, err = shell("(coderl problem list --json; echo $? >&2) | head -1")
        assert (code, err.strip()) in ((0, "141"), (0, "0"))
        assert out.count("\n") == 1

    @pytest.mark.parametrize("arguments", ["--help", "--version", "problem list", "grade --help"])
    def test_a_reader_that_has_gone_is_no_error(self, shell: Any, arguments: str) -> None:
        code, _, err = shell(f"(sleep 0.2; coderl {arguments}; echo $? >&2) | true")
        assert (code, err.strip()) == (0, "141")

    @pytest.mark.parametrize("arguments", ["--help", "--version", "problem list", "run --help"])
    def test_a_full_disk_is_an_error_of_one_line(self, shell: Any, arguments: str) -> None:
        code, _, err = shell(f"coderl {arguments} > /dev/full")
        assert (code, err) == (3, "coderl: error: the output: No space left on device\n")

    @pytest.mark.sandbox
    @pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"])
    def test_closed_streams_harm_nothing(self, shell: Any, tmp_path: Path, closed: str) -> None:
        (tmp_path / "a.py").write_text("print(input())")
        (tmp_path / "in").write_text("x")
        for arguments in ("--help", "problem list", "run a.py --stdin in --json"):
            assert shell(f"coderl {arguments} {closed}")[0] == 0

    @pytest.mark.sandbox
    def test_a_file_name_that_is_no_text_is_taken(self, shell: Any, tmp_path: Path) -> None:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff\x1b.py")).write_text(RIGHT)
        code, out, _ = shell("coderl grade a*.py --problem two_sum --json")
        assert (code, json.loads(out)["file"]) == (0, "a\udcff\x1b.py")
        assert shell("coderl grade a*.py --problem two_sum")[0] == 0

    @pytest.mark.sandbox
    def test_a_terminal_that_knows_only_ascii_gets_ascii(self, shell: Any, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_text(RIGHT)
        for verb in ("grade a.py --problem two_sum", "problem show two_sum"):
            code, out, _ = shell(f"PYTHONIOENCODING=ascii coderl {verb}")
            assert code == 0
            assert out.isascii()
