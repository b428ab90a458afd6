"""What reading a problem package promises."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from coderl.complexity.model import Growth
from coderl.errors import ProblemError, UsageError
from coderl.problems import GROWTHS, PackageSource, Problem, bundled, find_problem, read_package
from coderl.problems.model import Comparison, Interface, ProblemSource
from coderl.sandbox.model import Limits
from coderl.units import MIB

Package = Callable[..., Path]
NEW = "problem_format_version: 2023-07-draft\nname: Sum\n"
GROWS = {"problem.yaml": "growth: O(n)"}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Write files into a package that has one test already; a value of None leaves a file out."""

    def write(files: dict[str, str | bytes | None] | None = None, name: str = "sum") -> Path:
        folder = tmp_path / name
        every: dict[str, str | bytes | None] = {
            "problem.yaml": "name: Sum\n",
            "data/secret/1.in": "1 2\n",
            "data/secret/1.ans": "3\n",
            **(files or {}),
        }
        folder.mkdir(exist_ok=True)
        for path, text in every.items():
            if text is None:
                continue
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write


def message(folder: Path) -> str:
    """The one line that a broken package gets."""
    with pytest.raises(UsageError) as caught:
        read_package(folder)
    text = str(caught.value)
    assert text.isprintable(), text
    assert len(text) < 500
    assert str(folder.name) in text
    return text


def test_the_growths_are_those_of_complexity_in_their_order() -> None:
    assert tuple(growth.value for growth in Growth) == GROWTHS


def test_a_package_of_two_files_and_one_key_is_a_problem(package: Package) -> None:
    problem = read_package(package())
    assert (problem.id, problem.name, problem.statement) == ("sum", "Sum", "")
    assert problem.interface == Interface()
    assert problem.limits == Limits(memory_bytes=2048 * MIB)
    assert problem.comparison == Comparison()
    assert [(c.name, c.input, c.expected) for c in problem.cases] == [
        ("secret/1", b"1 2\n", b"3\n")
    ]
    assert (problem.generators, problem.submissions, problem.growth) == ((), (), None)


def test_the_legacy_format_is_read_whole(package: Package) -> None:
    problem = read_package(
        package(
            {
                "problem.yaml": """
name: Sum
uuid: 1
type: pass-fail
author: A, B and C
source: Contest
source_url: https://example.org
license: cc by-sa
rights_owner: A
limits:
  time_multiplier: 5
  time_safety_margin: 2
  memory: 512
  output: 8
  code: 128
  compilation_time: 60
  compilation_memory: 2048
  validation_time: 60
  validation_memory: 2048
  validation_output: 8
validation: default
validator_flags: float_tolerance 1e-6 case_sensitive
grading:
  show_test_data_groups: false
keywords: sum easy
libraries:
""",
                ".timelimit": "3\n",
                "problem_statement/problem.sv.tex": "svenska",
                "problem_statement/problem.en.tex": "english",
            }
        )
    )
    assert problem.limits == Limits(cpu_s=3, memory_bytes=512 * MIB, output_bytes=8 * MIB)
    assert problem.comparison == Comparison(
        float_absolute=1e-6, float_relative=1e-6, case_sensitive=True
    )
    assert problem.statement == "english"


def test_the_new_format_is_read_whole(package: Package) -> None:
    problem = read_package(
        package(
            {
                "problem.yaml": """
problem_format_version: 2025-09
type: [pass-fail]
name: {sv: Summa, en: Sum}
uuid: 9ec66088-2a45-4a10-96d9-9df327ada99d
version: "1"
credits:
  authors: [A <a@example.org>, {name: B, orcid: "1"}]
source: [{name: Contest, url: https://example.org}, Other]
license: cc0
embargo_until: 2030-01-01
limits:
  time_limit: 1.5
  time_resolution: 0.5
  time_multipliers: {ac_to_time_limit: 2, time_limit_to_tle: 1.5}
  memory: 1024
  validation_passes: 2
keywords: [sum]
languages: [python3]
allow_file_writing: false
entry: add
growth: O(n log n)
comparison: unordered
""",
                "data/secret/1.in": "[1, 2]",
                "data/secret/1.ans": "3",
                "data/secret/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]",
                "statement/problem.de.md": "deutsch",
                "statement/problem.en.tex": "tex",
                "statement/problem.en.md": "markdown",
            }
        )
    )
    assert problem.name == "Sum"
    assert problem.interface == Interface(style="call", entry="add")
    assert problem.limits == Limits(cpu_s=1.5, memory_bytes=1024 * MIB)
    assert problem.comparison == Comparison(
        kind="unordered", float_absolute=1e-6, float_relative=1e-6
    )
    assert problem.growth == "O(n log n)"
    assert problem.statement == "markdown"


@pytest.mark.parametrize(
    ("files", "cpu_s"),
    [
        ({}, 2.0),
        ({".timelimit": "4"}, 4.0),
        ({".timelimit": "4", "domjudge-problem.ini": "name='x'\ntimelimit = '5'\n"}, 5.0),
        ({".timelimit": "4", "domjudge-problem.ini": "color=red\n"}, 4.0),
        ({".timelimit": "4", "problem.yaml": NEW + "limits: {time_limit: 6}"}, 6.0),
        ({"problem.yaml": "name: x\nlimits:\n"}, 2.0),
    ],
)
def test_the_time_limit_is_problem_yaml_then_domjudge_then_kattis(
    package: Package, files: dict[str, str], cpu_s: float
) -> None:
    assert read_package(package({**files})).limits.cpu_s == cpu_s


def test_cases_come_sample_first_then_secret_by_path(package: Package) -> None:
    names = ["secret/a/2", "secret/b", "secret/a/10", "sample/z", "secret/a-b", "sample/sub/x.y"]
    files: dict[str, str | bytes | None] = {}
    for name in names:
        files |= {f"data/{name}.in": name, f"data/{name}.ans": name}
    files |= {"data/secret/README": "x", "data/secret/b.png": b"\x89", "data/secret/.x.in": "y"}
    files |= {"data/invalid_input/1.in": "bad", "data/secret/b.hint": "h"}
    problem = read_package(package(files))
    assert [case.name for case in problem.cases] == [
        "sample/sub/x.y",
        "sample/z",
        "secret/1",
        "secret/a/10",
        "secret/a/2",
        "secret/a-b",
        "secret/b",
    ]
    assert all(c.input == c.name.encode() for c in problem.cases if c.name != "secret/1")


def test_the_flags_of_a_group_hold_below_it_and_end_with_another(package: Package) -> None:
    cases = {
        f"data/{name}.{suffix}": "1"
        for name in ("sample/1", "secret/a/1", "secret/a/b/1", "secret/a/c/1")
        for suffix in ("in", "ans")
    }
    problem = read_package(
        package(
            {
                **cases,
                "problem.yaml": "name: x\nvalidator_flags: case_sensitive",
                "data/secret/a/testdata.yaml": "output_validator_flags: float_tolerance 0.5",
                "data/secret/a/c/testdata.yaml": "output_validator_flags: ''\non_reject: continue",
            }
        )
    )
    plain = Comparison(case_sensitive=True)
    loose = Comparison(case_sensitive=True, float_absolute=0.5, float_relative=0.5)
    assert problem.comparison == plain
    assert {case.name: problem.comparison_of(case) for case in problem.cases} == {
        "sample/1": plain,
        "secret/1": plain,
        "secret/a/1": loose,
        "secret/a/b/1": loose,
        "secret/a/c/1": plain,
    }


def test_a_case_may_have_flags_of_its_own(package: Package) -> None:
    problem = read_package(
        package({"data/secret/1.yaml": "output_validator_args: [case_sensitive]\nhint: x"})
    )
    assert problem.comparison_of(problem.cases[0]) == Comparison(case_sensitive=True)


@pytest.mark.parametrize(
    ("yaml", "program", "expected"),
    [
        ("name: x\nvalidation: custom", "output_validators/v.py", "output_validators/v.py"),
        ("name: x\nvalidation: custom", "output_validators/v/main.cc", "output_validators/v"),
        (NEW, "output_validator/v.py", "output_validator/v.py"),
        (NEW, "output_validator/v/main.cc", "output_validator/v"),
    ],
)
def test_a_custom_validator_is_found_in_either_format(
    package: Package, yaml: str, program: str, expected: str
) -> None:
    folder = package(
        {
            "problem.yaml": yaml + "\nvalidator_flags: --strict 7",
            program: "x",
            "data/secret/testdata.yaml": "output_validator_flags: more",
            "output_validators/README.md": "x",
        }
    )
    comparison = read_package(folder).comparison
    assert (comparison.kind, comparison.validator) == ("custom", folder / expected)
    assert comparison.validator_args == ("--strict", "7", "more")


def test_several_files_in_output_validator_are_one_program(package: Package) -> None:
    folder = package(
        {"problem.yaml": NEW, "output_validator/build": "x", "output_validator/a.cc": "y"}
    )
    assert read_package(folder).comparison.validator == folder / "output_validator"


def test_submissions_bear_what_their_folder_and_submissions_yaml_say(package: Package) -> None:
    folders = (
        "accepted wrong_answer time_limit_exceeded run_time_error rejected brute_force "
        "memory_limit_exceeded output_limit_exceeded compile_error mixed"
    ).split()
    files: dict[str, str | bytes | None] = {f"submissions/{name}/a.py": "x" for name in folders}
    files |= {
        "submissions/accepted/two/main.py": "x",
        "submissions/accepted/b.cpp": "x",
        "submissions/accepted/.hidden.py": "x",
        "submissions/README.md": "x",
        "submissions/submissions.yaml": """
accepted/{a,b}.*: {growth: O(n^2), language: python3, authors: [A]}
accepted/b.cpp: {growth: O(n), model_solution: true}
accepted/two: {entrypoint: main.py, growth: O(1)}
mixed: {permitted: [AC, TLE, RTE], required: [TLE, RTE]}
time_limit_exceeded/*:
  use_for_time_limit: false
  secret/group1: {permitted: [AC]}
rejected/a.py: {permitted: [WA, TLE]}
wrong_answer: {permitted: [AC, WA, TLE], required: [WA, TLE]}
""",
    }
    folder = package(files)
    labels = {
        s.path.relative_to(folder / "submissions").as_posix(): (s.verdicts, s.growth)
        for s in read_package(folder).submissions
    }
    assert labels == {
        "accepted/a.py": (("AC",), "O(n^2)"),
        "accepted/b.cpp": (("AC",), "O(n)"),
        "accepted/two": (("AC",), "O(1)"),
        "wrong_answer/a.py": (("WA", "TLE"), None),
        "time_limit_exceeded/a.py": (("TLE",), None),
        "run_time_error/a.py": (("RE",), None),
        "rejected/a.py": (("WA", "TLE"), None),
        "brute_force/a.py": (("TLE", "MLE", "RE"), None),
        "memory_limit_exceeded/a.py": (("MLE",), None),
        "output_limit_exceeded/a.py": (("OLE",), None),
        "compile_error/a.py": (("CE",), None),
        "mixed/a.py": (("TLE", "RE"), None),
    }


def test_generators_are_read_and_not_run(package: Package) -> None:
    source = "raise SystemExit\nMIN_N = 2**4\nMAX_N: int = 10**6 - 1\ndef generate(n, seed): ...\n"
    folder = package(
        {
            "generators/worst.py": source,
            "generators/any.py": "def generate(*args): ...",
            "generators/_helper.py": "x",
            "generators/README": "x",
        }
    )
    plain, worst = read_package(folder).generators
    assert (plain.name, plain.min_n, plain.max_n) == ("any", 1, 2**40)
    assert (worst.name, worst.min_n, worst.max_n) == ("worst", 16, 999_999)
    assert worst.source == source.encode()


@pytest.mark.parametrize(
    ("files", "parts"),
    [
        ({"problem.yaml": None}, ["problem.yaml: is missing", "not a problem package"]),
        ({"problem.yaml": b"\xff\xfe"}, ["problem.yaml", "not UTF-8"]),
        ({"problem.yaml": b"a: \x00"}, ["problem.yaml"]),
        ({"problem.yaml": "a: [1"}, ["problem.yaml:"]),
        ({"problem.yaml": "- a"}, ["problem.yaml", "expected a mapping"]),
        ({"problem.yaml": "1: a"}, ["problem.yaml", "not text"]),
        ({"problem.yaml": "name: a\nname: b"}, ["problem.yaml:2", "given twice"]),
        ({"problem.yaml": "[" * 5000}, ["problem.yaml"]),
        ({"problem.yaml": "name: !!int x"}, ["problem.yaml"]),
        ({"problem.yaml": "name: !!python/name:os.system"}, ["problem.yaml"]),
        ({"problem.yaml": "a: &a [*a]"}, ["problem.yaml"]),
        ({"problem.yaml": "nmae: x"}, ["problem.yaml", "nmae", "did you mean name?"]),
        ({"problem.yaml": "name: 7"}, ["problem.yaml", "name", "quotes"]),
        ({"problem.yaml": "type: interactive"}, ["interactive needs a validator", "validators/"]),
        ({"problem.yaml": "type: [multi-pass]"}, ["multi-pass needs a validator of its own"]),
        ({"problem.yaml": "type: submit-answer"}, ["submit-answer is not supported"]),
        ({"problem.yaml": "type: pass-fail scoring"}, ["type: pass-fail and scoring exclude"]),
        ({"problem.yaml": "type: pass-fial"}, ["type", "did you mean 'pass-fail'?"]),
        ({"problem.yaml": "type: 7"}, ["type"]),
        ({"problem.yaml": "type: [[1]]"}, ["type"]),
        ({"problem.yaml": "validation: custom interactive"}, ["output_validators/"]),
        ({"problem.yaml": "validation: default interactive"}, ["'interactive' is unknown"]),
        ({"problem.yaml": "validation: custom fast"}, ["'fast' is unknown, write custom"]),
        (
            {
                "problem.yaml": "validation: custom interactive\nentry: f",
                "output_validators/a.py": "",
            },
            ["entry", "cannot be interactive"],
        ),
        (
            {
                "problem.yaml": "validation: custom interactive\nchecker: testlib",
                "output_validators/a.py": "",
            },
            ["checker", "testlib checker cannot judge what is interactive"],
        ),
        ({"problem.yaml": "checker: testlib"}, ["checker", "there is none"]),
        (
            {"problem.yaml": "validation: custom\nchecker: tstlib", "output_validators/a.py": ""},
            ["checker", "'tstlib' is unknown, write kattis or testlib"],
        ),
        (
            {"problem.yaml": "limits: {validation_passes: 1}"},
            ["validation_passes", "whole number from 2"],
        ),
        (
            {"problem.yaml": NEW + "limits: {time_multipliers: {ac_to_tl: 3}}"},
            ["limits.time_multipliers.ac_to_tl", "did you mean"],
        ),
        ({"problem.yaml": "validation: custom"}, ["output_validators/"]),
        ({"problem.yaml": "validation: other"}, ["validation", "write default or custom"]),
        ({"problem.yaml": "validation: 7"}, ["validation"]),
        ({"output_validators/v.py": "x"}, ["output_validators/v.py", "validation: custom"]),
        (
            {
                "problem.yaml": "validation: custom",
                "output_validators/a.py": "",
                "output_validators/b.py": "",
            },
            ["a.py, b.py", "not supported"],
        ),
        (
            {"problem.yaml": NEW + "comparison: exact", "output_validator/a.py": ""},
            ["comparison", "remove this key"],
        ),
        ({"problem.yaml": "validator_flags: case_sensitiv"}, ["did you mean case_sensitive?"]),
        ({"problem.yaml": "validator_flags: float_tolerance"}, ["needs a number"]),
        ({"problem.yaml": "validator_flags: float_tolerance nan"}, ["needs a number"]),
        ({"problem.yaml": "validator_flags: float_tolerance -1"}, ["needs a number"]),
        ({"problem.yaml": "validator_flags: float_tolerance 1_0"}, ["needs a number"]),
        (
            {"problem.yaml": "validator_flags: float_tolerance 1 float_absolute_tolerance 1"},
            ["float_absolute_tolerance", "second time"],
        ),
        ({"problem.yaml": "validator_flags: [[1]]"}, ["validator_flags"]),
        (
            {"problem.yaml": "comparison: exact\nvalidator_flags: case_sensitive"},
            ["exact", "takes no flags"],
        ),
        (
            {"problem.yaml": "comparison: unordered\nvalidator_flags: space_change_sensitive"},
            ["unordered"],
        ),
        ({"problem.yaml": "comparison: unorderd"}, ["comparison", "did you mean 'unordered'?"]),
        ({"problem.yaml": "comparison: [a]"}, ["comparison"]),
        ({"problem.yaml": "growth: O(nlogn)"}, ["growth", "did you mean 'O(n log n)'?"]),
        ({"problem.yaml": "growth: 7"}, ["growth", "O(n!)"]),
        ({"problem.yaml": "entry: two sum"}, ["entry", "bare name"]),
        ({"problem.yaml": "entry: class"}, ["entry", "bare name"]),
        ({"problem.yaml": "problem_format_version: 2024"}, ["problem_format_version"]),
        ({"problem.yaml": "limits: {memroy: 1}"}, ["limits.memroy", "did you mean memory?"]),
        ({"problem.yaml": "limits: 7"}, ["limits", "expected a mapping"]),
        ({"problem.yaml": "limits: {memory: 0}"}, ["limits.memory", "above 0"]),
        ({"problem.yaml": "limits: {memory: -1}"}, ["limits.memory", "above 0"]),
        ({"problem.yaml": "limits: {memory: .nan}"}, ["limits.memory", "above 0"]),
        ({"problem.yaml": "limits: {memory: .inf}"}, ["limits.memory", "above 0"]),
        ({"problem.yaml": "limits: {memory: 1e300}"}, ["limits.memory", "at most"]),
        ({"problem.yaml": "limits: {memory: true}"}, ["limits.memory", "bare number"]),
        ({"problem.yaml": "limits: {memory: 256 MiB}"}, ["limits.memory", "bare number"]),
        ({"problem.yaml": "limits: {time_limit: .nan}"}, ["limits.time_limit", "above 0"]),
        ({"problem.yaml": "limits: {time_limit: 0}"}, ["limits.time_limit", "above 0"]),
        ({"problem.yaml": "limits: {time_limit: [1]}"}, ["limits.time_limit", "bare number"]),
        ({"problem.yaml": "limits: {code: no}"}, ["limits.code", "bare number"]),
        ({"problem.yaml": "constants: {k: 1}"}, ["constants", "not supported yet"]),
        ({".timelimit": "fast"}, [".timelimit", "number of seconds"]),
        ({".timelimit": "nan"}, [".timelimit", "above 0"]),
        ({"domjudge-problem.ini": "timelimit=0"}, ["domjudge-problem.ini", "above 0"]),
        ({"include/python3/x.py": ""}, ["include", "not supported yet"]),
        ({"data/secret/1.in": None, "data/secret/1.ans": None}, ["data: is missing"]),
        (
            {"data/secret/1.in": None, "data/secret/1.ans": None, "data/sample/x": ""},
            ["no test is not a pass"],
        ),
        ({"data/secret/1.ans": None}, ["1.in", "partner 1.ans is missing"]),
        ({"data/secret/2.ans": ""}, ["2.ans", "partner 2.in is missing"]),
        ({"data/secret/2.in/x": "", "data/secret/2.ans": ""}, ["2.in", "is a folder"]),
        ({"data/secret/2.in": "", "data/secret/2.ans/x": ""}, ["2.ans", "is a folder"]),
        ({"data/secret/my 2.in": "", "data/secret/my 2.ans": ""}, ["my 2", "rename"]),
        ({"data/secret/a\nb.in": ""}, ["secret", "rename"]),
        ({"data/2.in": ""}, ["data/2.in", "data/secret"]),
        ({"data/secrets/2.in": ""}, ["secrets", "did you mean secret?"]),
        ({"data/secret/1.files/x": ""}, ["1.files", "not supported yet"]),
        ({"data/secret/testdata.yaml": "on_rejct: x"}, ["testdata.yaml", "on_rejct", "on_reject"]),
        ({"data/secret/testdata.yaml": "grading: custom"}, ["custom grader", "type: scoring"]),
        ({"data/secret/1.yaml": "args: [x]"}, ["1.yaml", "args", "not supported yet"]),
        (
            {"data/secret/testdata.yaml": "output_validator_flags: float_tolrance 1"},
            ["testdata.yaml: output_validator_flags", "did you mean float_tolerance?"],
        ),
        (
            {"data/secret/testdata.yaml": "", "data/secret/test_group.yaml": ""},
            ["testdata.yaml", "keep one"],
        ),
        ({"problem.yaml": "entry: f"}, ["secret/1.in", "JSON"]),
        ({"problem.yaml": "entry: f", "data/secret/1.in": "7"}, ["secret/1.in", "array"]),
        (
            {"problem.yaml": "entry: f", "data/secret/1.in": "[7]", "data/secret/1.ans": ""},
            ["secret/1.ans", "JSON"],
        ),
        ({"statement/problem.md": b"\xff"}, ["problem.md", "UTF-8"]),
        ({**GROWS, "generators/a.py": "x = 1"}, ["generators/a.py", "def generate(n, seed)"]),
        (
            {**GROWS, "generators/a.py": "def generate(n): ..."},
            ["generators/a.py", "generate(n, seed)"],
        ),
        (
            {**GROWS, "generators/a.py": "def generate(n, seed:"},
            ["generators/a.py:1", "not Python"],
        ),
        ({**GROWS, "generators/a.py": b"\0"}, ["generators/a.py", "not Python"]),
        ({**GROWS, "generators/a.py": b"# coding: nope\n"}, ["generators/a.py", "not Python"]),
        ({**GROWS, "generators/a.py": "(" * 5000}, ["generators/a.py"]),
        ({**GROWS, "generators/a.py": "-" * 50_000 + "1"}, ["generators/a.py"]),
        (
            {"generators/a.py": "MAX_N = 9**9**9\ndef generate(n, seed): ..."},
            ["a.py:1", "MAX_N", "whole number"],
        ),
        (
            {"generators/a.py": "MAX_N = input()\ndef generate(n, seed): ..."},
            ["a.py:1", "MAX_N", "whole number"],
        ),
        (
            {"generators/a.py": "MIN_N = 0\ndef generate(n, seed): ..."},
            ["a.py:1", "MIN_N", "whole number"],
        ),
        (
            {"generators/a.py": "MIN_N = 9\nMAX_N = 8\ndef generate(n, seed): ..."},
            ["MAX_N = 8 is below MIN_N = 9"],
        ),
        ({"submissions/acepted/a.py": ""}, ["acepted", "did you mean accepted?"]),
        ({"submissions/a.py": ""}, ["submissions/a.py", "accepted/"]),
        (
            {
                "submissions/accepted/a.py": "",
                "submissions/submissions.yaml": "accepted/b.py: {growth: O(n)}",
            },
            ["submissions.yaml", "accepted/b.py", "did you mean accepted/a.py?"],
        ),
        (
            {
                "submissions/accepted/a.py": "",
                "submissions/submissions.yaml": "accepted/a.py: {grwth: O(n)}",
            },
            ["submissions.yaml: accepted/a.py", "did you mean growth?"],
        ),
        (
            {
                "submissions/accepted/a.py": "",
                "submissions/submissions.yaml": "accepted/a.py: {growth: O(n2)}",
            },
            ["accepted/a.py.growth", "did you mean 'O(n^2)'?"],
        ),
        (
            {
                "submissions/accepted/a.py": "",
                "submissions/submissions.yaml": "accepted/*: {permitted: [XX]}",
            },
            ["permitted", "'XX'", "no verdict"],
        ),
        (
            {
                "submissions/accepted/a.py": "",
                "submissions/submissions.yaml": "accepted/*: {permitted: [WA]}",
            },
            ["accepted/a.py", "no common verdict"],
        ),
        ({"submissions/submissions.yaml": "- a"}, ["submissions.yaml", "expected a mapping"]),
        ({"submissions/submissions.yaml": "accepted: 7"}, ["submissions.yaml: accepted"]),
    ],
)
def test_a_broken_package_is_one_line_that_names_file_key_and_mend(
    package: Package, files: dict[str, str | bytes | None], parts: list[str]
) -> None:
    line = message(package(files))
    for part in parts:
        assert part in line


def test_a_yaml_file_that_unfolds_without_end_is_an_error_at_once(package: Package) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for i in range(1, 30):
        lines.append(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]")
    message(package({"problem.yaml": "\n".join(lines)}))
    message(package({"problem.yaml": "\n".join([*lines, "limits: *a29"])}))
    aliases = "\n  ".join(lines)
    message(package({"problem.yaml": f"grading:\n  {aliases}\nlimits: *a29\nname: *a29"}))


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../outside", "../../../../nowhere"])
def test_a_link_that_leaves_the_package_is_refused(package: Package, target: str) -> None:
    folder = package()
    (folder.parent / "outside").write_text("secret")
    (folder / "data/secret/2.in").symlink_to(target)
    (folder / "data/secret/2.ans").write_text("x")
    assert "leaves the package" in message(folder)


def test_a_folder_that_is_a_link_out_is_refused(package: Package, tmp_path: Path) -> None:
    folder = package()
    (tmp_path / "other").mkdir()
    (folder / "submissions").symlink_to(tmp_path / "other")
    assert "leaves the package" in message(folder)


def test_a_link_within_the_package_is_followed(package: Package) -> None:
    folder = package()
    (folder / "data/secret/2.in").symlink_to("1.in")
    (folder / "data/secret/2.ans").symlink_to("../secret/1.ans")
    assert [case.name for case in read_package(folder).cases] == ["secret/1", "secret/2"]


def test_links_in_a_circle_are_refused(package: Package) -> None:
    folder = package()
    (folder / "data/secret/loop").symlink_to("../secret")
    assert "circle" in message(folder)
    (folder / "data/secret/loop").unlink()
    (folder / "data/secret/2.in").symlink_to("2.in")
    (folder / "data/secret/2.ans").write_text("")
    assert "2.in" in message(folder)


def test_a_pipe_is_never_opened(package: Package) -> None:
    folder = package({"data/secret/2.ans": ""})
    os.mkfifo(folder / "data/secret/2.in")
    assert "not a regular file" in message(folder)


def test_a_package_that_is_itself_reached_by_a_link_is_read(package: Package) -> None:
    folder = package()
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert read_package(link).id == "sum"


def test_the_id_is_the_name_of_the_folder_however_it_is_named(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package())
    assert read_package(Path()).id == "sum"
    assert find_problem(".").id == "sum"


def test_a_source_lists_packages_and_reads_them_when_asked(
    package: Package, tmp_path: Path
) -> None:
    package(name="sum")
    package({"problem.yaml": "name: ["}, name="broken")
    (tmp_path / "notes").mkdir()
    source = PackageSource(tmp_path)
    assert isinstance(source, ProblemSource)
    assert source.ids() == ("broken", "sum")
    assert source.get("sum") is source.get("sum")
    with pytest.raises(UsageError):
        source.get("broken")
    copy: PackageSource = pickle.loads(pickle.dumps(source))
    assert copy.get("sum") == source.get("sum")


@pytest.mark.parametrize("problem_id", ["smu", "../sum", "/etc", "", ".", "sum/../sum", "a\nb\0"])
def test_an_unknown_id_is_an_error_and_never_a_path(
    package: Package, tmp_path: Path, problem_id: str
) -> None:
    package()
    with pytest.raises(ProblemError, match="no problem") as caught:
        PackageSource(tmp_path).get(problem_id)
    assert str(caught.value).isprintable()
    assert problem_id != "smu" or "did you mean sum?" in str(caught.value)


def test_a_source_without_its_folder_is_a_problem_error(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot be listed"):
        PackageSource(tmp_path / "none").ids()


def test_the_bundled_packages_of_a_checkout_are_found() -> None:
    assert "two_sum" in bundled().ids()
    assert isinstance(bundled().get("two_sum"), Problem)


def test_a_folder_goes_before_a_bundled_id_if_it_is_a_package(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package(name="two_sum")
    monkeypatch.chdir(folder.parent)
    assert find_problem("two_sum").name == "Sum"
    (folder / "problem.yaml").unlink()
    assert find_problem("two_sum").interface.entry == "two_sum"
    assert find_problem(str(Path(bundled().folder, "two_sum"))).interface.entry == "two_sum"


@pytest.mark.parametrize("name", ["two_smu", "", "no/such/folder", "x" * 5000, "a\0b", "\udcff\n"])
def test_what_is_neither_folder_nor_id_is_answered_with_near_ids(name: str) -> None:
    with pytest.raises(ProblemError, match="coderl problem list") as caught:
        find_problem(name)
    assert str(caught.value).isprintable()
    assert name != "two_smu" or "did you mean two_sum" in str(caught.value)


def test_a_folder_that_is_no_package_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"problem\.yaml: is missing"):
        find_problem(str(tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemError, match="not a folder"):
        read_package(tmp_path / "file")
