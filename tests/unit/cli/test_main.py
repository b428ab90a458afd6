from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coderl import __version__
from coderl.cli import main as cli
from coderl.errors import MeasurementError, SandboxError, UsageError

Coderl = Callable[..., tuple[int, str, str]]


@pytest.fixture
def coderl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Coderl:
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["coderl", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return run


@pytest.mark.parametrize("argument", ["--help", "-h", "help"])
def test_the_overview_names_every_verb(coderl: Coderl, argument: str) -> None:
    code, out, err = coderl(argument)
    assert (code, err) == (0, "")
    assert all(f"  {verb} " in out for verb in cli.VERBS)


def test_without_a_verb_there_is_the_overview_and_exit_code_2(coderl: Coderl) -> None:
    code, out, _ = coderl()
    assert code == 2
    assert "Commands:" in out


def test_the_version_is_told(coderl: Coderl) -> None:
    assert coderl("--version") == (0, f"coderl {__version__}\n", "")


@pytest.mark.parametrize("verb", cli.VERBS)
def test_the_overview_says_what_the_verb_says(coderl: Coderl, verb: str) -> None:
    """One of two sentences may be shorter, but both begin with the same verb."""
    code, out, err = coderl(verb, "--help")
    assert (code, err) == (0, "")
    usage, _, text = out.partition("\n\n")
    assert usage.startswith(f"Usage: coderl {verb} ")
    assert text.split()[0].rstrip(",") == cli.VERBS[verb].split()[0].rstrip(",")


@pytest.mark.parametrize(
    "path",
    [
        ("grade",),
        ("fit",),
        ("run",),
        ("doctor",),
        *(("problem", v) for v in ("list", "show", "new", "check")),
    ],
)
def test_every_command_has_json(coderl: Coderl, path: tuple[str, ...]) -> None:
    _, out, _ = coderl(*path, "--help")
    assert "  --json " in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gradee",), "did you mean grade?"),
        (("fnord",), "see `coderl --help`"),
        (("--fnord",), "no option '--fnord'"),
        (("",), "no command ''"),
        (("\x1b[31m",), "\\x1b[31m"),
        (("gra\nde",), "did you mean grade?"),
        (("grade",), "Missing argument"),
        (("grade", "x.py"), "--problem"),
        (("grade", "--problem"), "--problem"),
        (("grade", "x.py", "--problem", "two_sum", "--fnord"), "--fnord"),
        (("problem",), "Missing command"),
        (("problem", "fnord"), "fnord"),
        (("problem", "show"), "Missing argument"),
        (("problem", "check"), "Missing argument"),
        (("problem", "check", "fnord"), "no problem 'fnord'"),
        (("problem", "show", "two_sm"), "did you mean two_sum?"),
        (("problem", "list", "--in", "/nowhere"), "/nowhere"),
        (("problem", "list", "extra"), "extra"),
        (("run",), "Missing argument"),
        (("run", "a.py", "b.py"), "b.py"),
        (("run", "/nowhere.py"), "/nowhere.py: cannot be read"),
        (("run", "/tmp"), "say --language"),
        (("run", "/tmp", "--language", "python"), "/tmp: cannot be read"),
        (("run", "/dev/null", "--language", "fnord"), "unknown language 'fnord'"),
        (("run", "/dev/null", "--language", "python", "--stdin", "/nowhere"), "--stdin /nowhere"),
        (("run", "/dev/null", "--language", "python", "--stdin", "/tmp"), "--stdin /tmp"),
        (("run", "x.py", "--tier", "D"), "'D' is not one of"),
        (
            ("run", "/dev/null", "--language", "python", "--tier", "B", "--require-tier", "A"),
            "tier B",
        ),
        (("fit", "x.py"), "--problem"),
        (("fit", "x.py", "--problem", "two_sum", "--generator", "g.py"), "--problem"),
        (("fit", "x.py", "--problem", "two_sum", "--entry", "f"), "--entry"),
        (("doctor", "extra"), "extra"),
    ],
)
def test_bad_usage_is_one_line_on_stderr_and_exit_code_2(
    coderl: Coderl, arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = coderl(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("coderl: error: ")
    assert err.count("\n") == 1
    assert err[:-1].isprintable()
    assert words in err


LIMITS = ["--cpu", "--idle", "--memory", "--output"]
BAD = [
    "0",
    "-1",
    "abc",
    "nan",
    "inf",
    "-inf",
    "",
    " ",
    "1e400",
    "1e300",
    "1 parsec",
    "0x1",
    "\uff11s",
]


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("option", LIMITS)
def test_a_bad_limit_is_named_with_its_option(coderl: Coderl, option: str, value: str) -> None:
    code, out, err = coderl("run", "/dev/null", "--language", "python", f"{option}={value}")
    assert (code, out) == (2, "")
    assert err.startswith(f"coderl: error: {option}: ")
    assert "for example" in err or "at most" in err


def test_a_budget_is_a_limit_too(coderl: Coderl) -> None:
    code, _, err = coderl("fit", "x.py", "--problem", "two_sum", "--budget", "0")
    assert code == 2
    assert err.startswith("coderl: error: --budget: ")


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError("x\ny"), 2), (SandboxError("x\ny"), 3), (MeasurementError("x\ny"), 3)],
)
def test_each_error_of_ours_has_its_exit_code(
    coderl: Coderl, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def failing(*_: object, **__: object) -> object:
        raise error

    monkeypatch.setattr("coderl.face.open_sandbox", failing)
    assert coderl("run", "/dev/null", "--language", "python") == (code, "", "coderl: error: x y\n")


def test_an_interrupt_is_exit_code_130(coderl: Coderl, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("coderl.face.open_sandbox", interrupted)
    code, out, err = coderl("run", "/dev/null", "--language", "python")
    assert (code, out, err) == (130, "", "coderl: error: interrupted\n")


def test_new_prints_its_files_and_refuses_a_folder_that_holds_something(
    coderl: Coderl, tmp_path: Path
) -> None:
    code, out, _ = coderl("problem", "new", str(tmp_path / "p"), "--json")
    assert code == 0
    files = [json.loads(line)["file"] for line in out.splitlines()]
    assert str(tmp_path / "p" / "problem.yaml") in files
    assert all(Path(file).is_file() for file in files)
    code, out, err = coderl("problem", "new", str(tmp_path / "p"))
    assert (code, out) == (2, "")
    assert "not empty" in err


def test_list_and_show_tell_the_same(coderl: Coderl) -> None:
    _, out, _ = coderl("problem", "list", "--json")
    listed = [json.loads(line) for line in out.splitlines()]
    assert len(listed) >= 12
    assert set(listed[0]) == {"problem", "name", "style", "entry", "growth", "cases", "languages"}
    assert [one["problem"] for one in listed] == sorted(one["problem"] for one in listed)
    one = listed[0]
    _, out, _ = coderl("problem", "show", one["problem"], "--json")
    shown = json.loads(out)
    assert len(shown["cases"]) == one["cases"]
    assert (shown["growth"], shown["entry"]) == (one["growth"], one["entry"])
    code, out, err = coderl("problem", "show", one["problem"])
    assert (code, err) == (0, "")
    assert out.startswith(f"{one['problem']} · {one['name']}")
