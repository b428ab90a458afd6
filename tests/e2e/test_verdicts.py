# ruff: noqa: E501  programs and expected lines, as they are
"""The seven verdicts on packages that somebody wrote who read the Kattis format and docs/guides/problems.md only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.sandbox

Coderl = Callable[..., Any]
Write = Callable[[Mapping[str, str | bytes]], Path]

SUM = {
    "p/problem.yaml": "name: Sum\nlimits:\n  memory: 64\n  output: 1\n",
    "p/.timelimit": "1\n",
    "p/problem_statement/problem.en.tex": "\\problemname{Sum}\n",
    "p/data/sample/1.in": "2\n1 2\n",
    "p/data/sample/1.ans": "3\n",
    "p/data/secret/01-negative.in": "3\n-1 -2 -3\n",
    "p/data/secret/01-negative.ans": "-6\n",
}
PYTHON = {
    "AC": "print(sum(list(map(int, open(0).read().split()))[1:]))",
    "WA": "print(sum(map(abs, list(map(int, open(0).read().split()))[1:])))",
    "TLE": "while True: pass",
    "MLE": "x = b'x' * (500 << 20)\nprint(3)",
    "OLE": "while True: print('3' * 1000)",
    "RE": "print(3)\nraise ValueError('no')",
    "CE": "print(3",
}
CPP = {
    "AC": "#include <iostream>\nint main() { long n, x, s = 0; std::cin >> n; while (std::cin >> x) s += x; std::cout << s; }",
    "WA": "#include <iostream>\nint main() { std::cout << 3; }",
    "TLE": "int main() { volatile int x = 0; for (;;) x = x + 1; }",
    "MLE": "#include <vector>\nint main() { std::vector<char> x(500u << 20, 'x'); return x[7] == 'y'; }",
    "OLE": '#include <cstdio>\nint main() { for (;;) std::puts("33333333333333333333"); }',
    "RE": '#include <cstdio>\nint main() { std::puts("3"); return 1; }',
    "CE": "int main() { return x; }",
}


@pytest.mark.parametrize(("suffix", "sources"), [("py", PYTHON), ("cpp", CPP)])
def test_the_seven_verdicts_of_a_legacy_package(
    coderl: Coderl, write: Write, suffix: str, sources: dict[str, str]
) -> None:
    write({**SUM, **{f"{verdict}.{suffix}": source for verdict, source in sources.items()}})
    files = [f"{verdict}.{suffix}" for verdict in sources]
    done = coderl("grade", *files, "--problem", "p", "--json")
    assert done.code == 1
    assert {one["file"]: one["verdict"] for one in done.objects} == {
        f"{verdict}.{suffix}": verdict for verdict in sources
    }
    by_file = {one["file"]: one for one in done.objects}
    assert by_file[f"WA.{suffix}"]["passed"] == 1  # the sample is right
    assert by_file[f"CE.{suffix}"]["cases"] == []
    assert by_file[f"CE.{suffix}"]["note"]


def test_sleeping_is_a_time_limit_exceeded(coderl: Coderl, write: Write) -> None:
    write({**SUM, "sleep.py": "import time\ntime.sleep(100)"})
    (one,) = coderl("grade", "sleep.py", "--problem", "p", "--first", "--json").objects
    assert one["verdict"] == "TLE"
    assert one["cases"][0]["cpu_s"] < 0.5


CALL = {
    "p/problem.yaml": "problem_format_version: 2023-07-draft\nname: {en: Total}\nentry: total\n"
    "limits: {time_limit: 1.0, memory: 64, output: 1}\n",
    "p/data/secret/1.in": "[[1, 2]]\n",
    "p/data/secret/1.ans": "3\n",
    "p/data/secret/2.in": "[[]]\n",
    "p/data/secret/2.ans": "0\n",
}
FUNCTIONS = {
    "AC": "def total(a): return sum(a)",
    "AC.class": "class Solution:\n    def total(self, a: List[int]) -> int:\n        return sum(a)",
    "AC.noisy": "def total(a):\n    print('debug')\n    return sum(a)",
    "WA": "def total(a): return len(a)",
    "WA.none": "def total(a): print(sum(a))",
    "WA.text": "def total(a): return str(sum(a))",
    "WA.exit": "import os\ndef total(a): os._exit(0)",
    "TLE": "def total(a):\n    while True: pass",
    "TLE.import": "while True: pass",
    "MLE": "def total(a):\n    x = b'x' * (500 << 20)\n    return sum(a)",
    "OLE": "def total(a):\n    while True: print('x' * 1000)",
    "OLE.value": "def total(a): return 'x' * (2 << 20)",
    "RE": "def total(a): return a[0] + a[1]",
    "RE.missing": "def totl(a): return sum(a)",
    "RE.empty": "",
    "RE.object": "def total(a): return object()",
    "RE.arguments": "def total(): return 3",
    "CE": "def total(a) return sum(a)",
}


def test_the_seven_verdicts_of_a_call_style_package(coderl: Coderl, write: Write) -> None:
    write({**CALL, **{f"{name}.py": source for name, source in FUNCTIONS.items()}})
    files = [f"{name}.py" for name in FUNCTIONS]
    done = coderl("grade", *files, "--problem", "p", "--json", "--first")
    found = {one["file"]: one["verdict"] for one in done.objects}
    assert found == {f"{name}.py": name.split(".")[0] for name in FUNCTIONS} | {"RE.py": "RE"}


def test_cpp_for_a_function_is_refused(coderl: Coderl, write: Write) -> None:
    write({**CALL, "a.cpp": "int main() {}"})
    assert "submit it in Python" in coderl("grade", "a.cpp", "--problem", "p").refusal


DIVISOR = {
    "p/data/secret/1.in": "12\n",
    "p/data/secret/1.ans": "anything\n",
    "right.py": "print(int(input()) // 2)",
    "wrong.py": "print(5)",
    "silent.py": "",
    "noise.py": "import os\nos.write(1, bytes(range(256)) * 100)",
}
PY_VALIDATOR = """
import sys
from pathlib import Path

n = int(Path(sys.argv[1]).read_text())
flags = sys.argv[4:]
output = sys.stdin.buffer.read().split()
try:
    (text,) = output
    d = int(text)
    if d > 1 and n % d == 0 and flags == ["proper", "1"] and d < n:
        sys.exit(42)
except ValueError:
    pass
Path(sys.argv[3], "judgemessage.txt").write_text("not a divisor")
sys.exit(43)
"""
CPP_VALIDATOR = r"""
#include "limits.h"
#include <fstream>
#include <iostream>
#include <string>
int main(int argc, char **argv) {
    if (argc < 6 || std::string(argv[4]) != "proper") return 1;
    std::ifstream in(argv[1]);
    long n, d;
    in >> n;
    std::string rest;
    if (std::cin >> d && !(std::cin >> rest) && d > LEAST && d < n && n % d == 0) return 42;
    std::ofstream(std::string(argv[3]) + "/judgemessage.txt") << "not a divisor";
    return 43;
}
"""
VALIDATORS: dict[str, dict[str, str]] = {
    "legacy python": {
        "p/problem.yaml": "name: D\nvalidation: custom\nvalidator_flags: proper 1\n",
        "p/output_validators/check.py": PY_VALIDATOR,
    },
    "legacy c++ folder": {
        "p/problem.yaml": "name: D\nvalidation: custom\nvalidator_flags: proper 1\n",
        "p/output_validators/divisor/validate.cpp": CPP_VALIDATOR,
        "p/output_validators/divisor/limits.h": "#define LEAST 1\n",
    },
    "draft python": {
        "p/problem.yaml": "problem_format_version: 2023-07-draft\nname: D\n",
        "p/output_validator/validate.py": PY_VALIDATOR,
        "p/data/secret/test_group.yaml": "output_validator_args: [proper, '1']\n",
    },
}


@pytest.mark.parametrize("name", VALIDATORS)
def test_a_validator_of_the_package_decides(coderl: Coderl, write: Write, name: str) -> None:
    write({**DIVISOR, **VALIDATORS[name]})
    files = ["right.py", "wrong.py", "silent.py", "noise.py"]
    done = coderl("grade", *files, "--problem", "p", "--json")
    assert {one["file"]: one["verdict"] for one in done.objects} == {
        "right.py": "AC",
        "wrong.py": "WA",
        "silent.py": "WA",
        "noise.py": "WA",
    }
    assert "not a divisor" in done.objects[1]["note"]


COMPARISONS = [
    (
        "",
        "0.333 Yes",
        {
            "0.333 yes": "AC",
            "0.3330 yes": "WA",
            "0.333\n\n YES  \n": "AC",
            "0.333": "WA",
            "0.333 Yes 1": "WA",
        },
    ),
    (
        "validator_flags: float_tolerance 1e-2",
        "0.333 Yes",
        {
            "0.34 yes": "AC",
            "3.33e-1 yes": "AC",
            "0.35 yes": "WA",
            "nan yes": "WA",
            "0.333 no": "WA",
        },
    ),
    ("validator_flags: float_absolute_tolerance 0.1", "100", {"100.05": "AC", "100.5": "WA"}),
    ("validator_flags: float_relative_tolerance 0.1", "100", {"109": "AC", "111": "WA"}),
    ("validator_flags: case_sensitive", "Yes", {"Yes": "AC", "yes": "WA"}),
    ("validator_flags: space_change_sensitive", "a b\n", {"a b\n": "AC", "a  b\n": "WA"}),
    ("comparison: exact", "a\n", {"a\n": "AC", "a": "WA", "A\n": "WA"}),
    ("comparison: unordered", "1 2 2", {"2\n1\n2": "AC", "1 2": "WA", "1 1 2": "WA"}),
]


@pytest.mark.parametrize(("line", "expected", "outputs"), COMPARISONS)
def test_outputs_are_compared_as_problem_yaml_says(
    coderl: Coderl, write: Write, line: str, expected: str, outputs: dict[str, str]
) -> None:
    write(
        {
            "p/problem.yaml": f"name: C\n{line}\n",
            "p/data/secret/1.in": "",
            "p/data/secret/1.ans": expected,
        }
    )
    for index, output in enumerate(outputs):
        write({f"{index}.py": f"import sys\nsys.stdout.write({output!r})"})
    files = [f"{index}.py" for index in range(len(outputs))]
    done = coderl("grade", *files, "--problem", "p", "--json")
    assert dict(zip(outputs, (one["verdict"] for one in done.objects), strict=True)) == outputs


def test_a_group_of_tests_can_be_compared_in_its_own_way(coderl: Coderl, write: Write) -> None:
    write(
        {
            "p/problem.yaml": "name: C\n",
            "p/data/secret/a/1.in": "",
            "p/data/secret/a/1.ans": "1.0\n",
            "p/data/secret/b/1.in": "",
            "p/data/secret/b/1.ans": "1.0\n",
            "p/data/secret/b/testdata.yaml": "output_validator_flags: float_tolerance 0.1\n",
            "a.py": "print(1.01)",
        }
    )
    one = coderl("grade", "a.py", "--problem", "p", "--json").object
    assert [(case["name"], case["verdict"]) for case in one["cases"]] == [
        ("secret/a/1", "WA"),
        ("secret/b/1", "AC"),
    ]


UNORDERED = {
    "p/problem.yaml": "name: U\nentry: f\ncomparison: unordered\n",
    "p/data/secret/1.in": "[3]\n",
    "p/data/secret/1.ans": "[[1, 2], [3], []]\n",
}


def test_values_can_be_compared_in_any_order(coderl: Coderl, write: Write) -> None:
    values = {
        "[[], [3], [1, 2]]": "AC",
        "[[3], (), (1, 2)]": "AC",
        "[[2, 1], [3], []]": "WA",
        "[[1, 2], [3]]": "WA",
        "{3: []}": "WA",
    }
    write(UNORDERED)
    for index, value in enumerate(values):
        write({f"{index}.py": f"def f(n): return {value}"})
    done = coderl("grade", *[f"{i}.py" for i in range(len(values))], "--problem", "p", "--json")
    assert dict(zip(values, (one["verdict"] for one in done.objects), strict=True)) == values
