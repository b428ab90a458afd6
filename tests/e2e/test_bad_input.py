# ruff: noqa: E501  programs and expected lines, as they are
"""What bad input gets: one line that names the mend, or the right verdict. Never a traceback, never a hang."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.sandbox

Coderl = Callable[..., Any]
Write = Callable[[Mapping[str, str | bytes]], Path]

ECHO = {
    "p/problem.yaml": "name: Hello\nlimits: {time_limit: 1.0, memory: 128}\n",
    "p/data/secret/1.in": "hello\n",
    "p/data/secret/1.ans": "hello\n",
}
RIGHT = b"print(input())\n"
PYTHON: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "WA"),
    "spaces": (b"\n \n", "WA"),
    "comment": (b"# nothing", "WA"),
    "nul": (RIGHT + b"\0", "CE"),
    "nul-first": (b"\0" + RIGHT, "CE"),
    "binary": (bytes(range(256)) * 40, "CE"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(100), "CE"),
    "latin1": (b"print('h\xe9llo')", "CE"),
    "latin1-said": (b"# coding: latin-1\nx = 'h\xe9llo'\n" + RIGHT, "AC"),
    "unknown-coding": (b"# coding: fnord\n" + RIGHT, "CE"),
    "bom": (b"\xef\xbb\xbf" + RIGHT, "AC"),
    "utf16": ("print(input())".encode("utf-16"), "CE"),
    "crlf": (b"x = input()\r\nif x:\r\n    print(x)\r\n", "AC"),
    "cr": (b"x = input()\rprint(x)\r", "AC"),
    "tabs": (b"if 1:\n\tx = 1\n        y = 2\n" + RIGHT, "CE"),
    "ten-megabytes": (RIGHT + b"#" * (10 << 20), "CE"),
    "deep-brackets": (b"x = " + b"(" * 90_000 + b")" * 90_000, "CE"),
    "deep-lists": (b"x = " + b"[" * 300 + b"]" * 300, "CE"),
    "deep-minus": (b"x = " + b"-" * 100_000 + b"1", "CE"),
    "deep-attributes": (b"x = a" + b".a" * 100_000, "CE"),
    "deep-not": (b"x = " + b"not " * 50_000 + b"1", "CE"),
    "deep-else": (b"if 1: pass\n" + b"".join(b"elif %d: pass\n" % i for i in range(3000)), "CE"),
    "long-sum": (b"x = " + b"1 + " * 50_000 + b"1\n", "CE"),
    "huge-constant": (b"x = 9 ** 9 ** 9 % 2 * 0 + len('a' * 10 ** 9) * 0\n" + RIGHT, "TLE"),
    "huge-shift": (b"def f(): return 1 << 10 ** 12\n" + RIGHT, "AC"),
    "huge-integer": (b"x = " + b"9" * 100_000 + b"\n" + RIGHT, "CE"),
    "huge-string": (b"x = '" + b"a" * 900_000 + b"'\n" + RIGHT, "AC"),
    "bad-escape": (b"x = '\\d'\n" + RIGHT, "AC"),
    "lone-surrogate": (b"print('\\udcff')", "WA"),
    "lone-return": (b"return 1", "CE"),
    "future": (b"from __future__ import fnord", "CE"),
    "bare-nonlocal": (b"nonlocal x", "CE"),
    "recursion": (b"def f(): f()\nf()", "RE"),
    "deep-recursion": (b"import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()", "RE MLE"),
    "exit-text": (b"import sys\nprint(input())\nsys.exit('no')", "RE"),
    "exit-0": (b"import sys\nprint(input())\nsys.exit(0)", "AC"),
    "exit-256": (b"import sys\nprint(input())\nsys.exit(256)", "AC"),
    "ansi": (b"print('\\x1b[2J\\x1b[31mhello')", "WA"),
    "print-nul": (b"print('hello\\0')", "WA"),
    "print-bytes": (b"import os\nos.write(1, b'hello \\xff\\xfe')", "WA"),
    "raise-ansi": (b"raise Exception('\\x1b[2J\\x00\\udcff')", "RE"),
    "raise-long": (b"raise Exception('x' * 10 ** 7)", "RE"),
    "raise-in-str": (b"class E(Exception):\n    def __str__(self): raise self\nraise E", "RE"),
    "no-newline": (b"print(input(), end='')", "AC"),
    "closed-stdout": (b"import sys\nprint(input())\nsys.stdout.close()", "AC"),
    "reads-too-much": (b"print(input())\ninput()", "RE"),
}


def test_any_python_source_gets_its_verdict(coderl: Coderl, write: Write) -> None:
    write({**ECHO, **{f"{name}.py": source for name, (source, _) in PYTHON.items()}})
    files = [f"{name}.py" for name in PYTHON]
    done = coderl("grade", *files, "--problem", "p", "--json")
    assert done.err == ""
    found = {one["file"][:-3]: one["verdict"] for one in done.objects}
    wrong = {
        name: (found[name], v) for name, (_, v) in PYTHON.items() if found[name] not in v.split()
    }
    assert not wrong
    assert all(len(one["note"]) < 9000 for one in done.objects)


CPP: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "CE"),
    "binary": (bytes(range(256)) * 40, "CE"),
    "nul": (b"int main() {}\0", "CE WA"),
    "latin1": (b"// h\xe9llo\nint main() {}", "WA"),
    "bom-crlf": (
        b'\xef\xbb\xbf#include <cstdio>\r\nint main() {\r\n  puts("hello");\r\n}\r\n',
        "AC",
    ),
    "ten-megabytes": (b"int main() {}" + b"/" * (10 << 20), "CE"),
    "deep": (b"int main() { return " + b"(" * 5_000 + b"0" + b")" * 5_000 + b"; }", "CE WA"),
    "templates": (
        b"template <int n> struct F { static const int v = F<n + 1>::v; };\nint main() { return F<0>::v; }",
        "CE",
    ),
    "huge-array": (b"static char x[100000000000]; int main() { return x[5]; }", "CE MLE RE WA"),
    "error-ansi": (b"#error \x1b[2J\x1b[31m\nint main() {}", "CE"),
    "recursion": (
        b"int f(volatile int x) { return f(x + 1) + x; } int main() { return f(0); }",
        "RE MLE",
    ),
    "abort": (b"#include <cstdlib>\nint main() { abort(); }", "RE"),
    "no-main": (b"int f() { return 1; }", "CE"),
}


def test_any_cpp_source_gets_its_verdict(coderl: Coderl, write: Write) -> None:
    write({**ECHO, **{f"{name}.cpp": source for name, (source, _) in CPP.items()}})
    files = [f"{name}.cpp" for name in CPP]
    done = coderl("grade", *files, "--problem", "p", "--json")
    assert done.err == ""
    found = {one["file"][:-4]: one["verdict"] for one in done.objects}
    wrong = {name: (found[name], v) for name, (_, v) in CPP.items() if found[name] not in v.split()}
    assert not wrong


def test_a_table_of_hostile_messages_cannot_steer_the_terminal(
    coderl: Coderl, write: Write
) -> None:
    names = ("ansi", "raise-ansi", "binary")
    write(
        {**ECHO, **{f"{name}.py": PYTHON[name][0] for name in names}, "e.cpp": CPP["error-ansi"][0]}
    )
    done = coderl("grade", *[f"{name}.py" for name in names], "e.cpp", "--problem", "p")
    assert done.code == 1
    assert all(c.isprintable() or c in "\n\t" for c in done.out)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"p/problem.yaml": "name: x\n"}, "data"),
        ({"p/problem.yaml": "name: [\n", "p/data/secret/1.in": ""}, "problem.yaml"),
        ({**ECHO, "p/problem.yaml": "nmae: x\n"}, "nmae"),
        ({**ECHO, "p/problem.yaml": "limits: {memory: 0}\n"}, "limits.memory"),
        ({**ECHO, "p/problem.yaml": "limits: {time_limit: .nan}\n"}, "limits.time_limit"),
        ({**ECHO, "p/problem.yaml": b"\xff\xfe"}, "problem.yaml"),
        ({**ECHO, "p/data/secret/2.in": ""}, "2.ans"),
        ({**ECHO, "p/problem.yaml": "name: x\ntype: interactive\n"}, "interactive"),
        ({**ECHO, "p/problem.yaml": "name: x\nentry: f\n"}, "JSON"),
        ({**ECHO, "p/problem.yaml": "name: x\ngrowth: O(n2)\n"}, "did you mean 'O(n^2)'?"),
        ({**ECHO, "p/generators/g.py": "def generate(n"}, "g.py"),
        ({**ECHO, "p/problem.yaml": "growth: O(n)\n", "p/generators/g.py": "x = 1"}, "generate"),
        ({**ECHO, "p/submissions/acceptd/a.py": ""}, "did you mean accepted?"),
    ],
)
def test_a_broken_package_is_named_with_the_mend(
    coderl: Coderl, write: Write, files: dict[str, str | bytes], words: str
) -> None:
    write({**files, "a.py": RIGHT})
    assert words in coderl("grade", "a.py", "--problem", "p").refusal


@pytest.mark.parametrize(
    ("validator", "words"),
    [
        ({"c.py": "def ("}, "does not build"),
        ({"c.cpp": "int main("}, "does not build"),
        ({"c.py": "raise KeyError(3)"}, "exit code 1, not 42 or 43: KeyError: 3"),
        ({"c.py": ""}, "exit code 0"),
        ({"c.cpp": "int main() { __builtin_trap(); }"}, "signal 4"),
        ({"c.py": "import os; os.fork()"}, "PROCESSES"),
        ({"c.py": "x = b'x' * 10 ** 10"}, "exit code 1 MEMORY"),
        ({"c.sh": "exit 42"}, "c.sh"),
        ({"v/README.md": ""}, "one program is needed"),
    ],
)
def test_a_broken_validator_is_the_packages_fault_and_no_verdict(
    coderl: Coderl, write: Write, validator: dict[str, str], words: str
) -> None:
    files = {f"p/output_validators/{name}": text for name, text in validator.items()}
    write({**ECHO, **files, "p/problem.yaml": "name: x\nvalidation: custom\n", "a.py": RIGHT})
    done = coderl("grade", "a.py", "--problem", "p", "--json")
    assert done.out == ""
    assert any(
        part in done.refusal
        for part in (words, *words.split(" MEMORY")[:1], "MEMORY")[: 1 + 2 * ("MEMORY" in words)]
    )


GENERATORS = {
    "raises": ("def generate(n, seed):\n    raise KeyError('x')", "KeyError: 'x'"),
    "raises-ansi": ("def generate(n, seed):\n    raise KeyError('\\x1b[2J')", "KeyError"),
    "at-import": ("import fnord\ndef generate(n, seed): return ([1],)", "No module named 'fnord'"),
    "list": ("def generate(n, seed): return [1]", "must return a tuple"),
    "none": ("def generate(n, seed): return None", "must return a tuple"),
    "text": ("def generate(n, seed): return 'x'", "must return a tuple"),
    "object": ("def generate(n, seed): return (object(),)", "unmarshallable"),
    "exits": ("import os\ndef generate(n, seed): os._exit(0)", "must return a tuple"),
    "forges": (
        "import os\ndef generate(n, seed):\n    os.write(3, b'x' * 99)\n    os._exit(0)",
        "must return a tuple",
    ),
    "forks": ("import os\ndef generate(n, seed): os.fork()", "PROCESSES"),
    "floods": ("def generate(n, seed):\n    while True: print('x' * 10**6)", "OUTPUT limit"),
}
SLOW_GENERATORS = {
    "loops": ("def generate(n, seed):\n    while True: pass", "CPU limit"),
    "sleeps": ("import time\ndef generate(n, seed): time.sleep(100)", "IDLE limit"),
    "ten-gigabytes": ("def generate(n, seed): return (b'x' * 10**10,)", "MEMORY limit"),
    "one-gigabyte": ("def generate(n, seed): return (b'x' * 10**9,)", "OUTPUT limit MEMORY limit"),
}


def _refused(coderl: Coderl, write: Write, source: str) -> str:
    write({"gen.py": source, "f.py": "def f(a): return 1"})
    return coderl("fit", "f.py", "--entry", "f", "--generator", "gen.py", "--json").refusal


@pytest.mark.parametrize("name", GENERATORS)
def test_a_broken_generator_is_named(coderl: Coderl, write: Write, name: str) -> None:
    source, words = GENERATORS[name]
    message = _refused(coderl, write, source)
    assert (
        words in message
        or (name == "object" and "must return" in message)
        or (name == "forks" and "failed" in message)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW_GENERATORS)
def test_a_generator_that_cannot_end_is_named(coderl: Coderl, write: Write, name: str) -> None:
    source, words = SLOW_GENERATORS[name]
    message = _refused(coderl, write, source)
    assert any(
        f"{word} limit" in message or "MemoryError" in message
        for word in words.replace(" limit", "").split()
    )


def test_fit_needs_generators_before_anything_runs(coderl: Coderl, write: Write) -> None:
    write({**ECHO, "a.py": RIGHT})
    for verb in (["grade", "--fit"], ["fit"]):
        done = coderl(verb[0], "a.py", "--problem", "p", *verb[1:], "--json")
        assert "generate(n, seed)" in done.refusal
        assert done.out == ""


FIT = {"f.py": "def f(a): return 1", "gen.py": "def generate(n, seed): return ([0] * n,)"}


@pytest.mark.parametrize(
    ("files", "arguments", "words"),
    [
        ({}, ["f.py", "--entry", "f", "--generator", "nope.py"], "nope.py"),
        ({}, ["f.py", "--entry", "f", "--generator", "."], "is a folder"),
        ({}, ["nope.py", "--entry", "f", "--generator", "gen.py"], "nope.py"),
        (
            {},
            ["f.py", "--entry", "f", "--generator", "gen.py", "--reference", "nope.py"],
            "nope.py",
        ),
        (
            {"r.py": "def f("},
            ["f.py", "--entry", "f", "--generator", "gen.py", "--reference", "r.py"],
            "the reference does not build",
        ),
        (
            {"r.py": "def f(a): return b"},
            ["f.py", "--entry", "f", "--generator", "gen.py", "--reference", "r.py"],
            "NameError",
        ),
        (
            {"r.py": "x = 1"},
            ["f.py", "--entry", "f", "--generator", "gen.py", "--reference", "r.py"],
            "the reference failed",
        ),
        (
            {"f.cpp": "int main() {}"},
            ["f.cpp", "--entry", "f", "--generator", "gen.py"],
            "submit it in Python",
        ),
        ({}, ["f.py", "--generator", "gen.py"], "str or bytes"),
        (
            {"gen.py": "MIN_N = 9\nMAX_N = 3\ndef generate(n, seed): pass"},
            ["f.py", "--entry", "f", "--generator", "gen.py"],
            "MAX_N",
        ),
        (
            {"gen.py": "MAX_N = 0\ndef generate(n, seed): pass"},
            ["f.py", "--entry", "f", "--generator", "gen.py"],
            "MAX_N",
        ),
    ],
)
def test_a_fit_that_cannot_be_is_refused(
    coderl: Coderl, write: Write, files: dict[str, str], arguments: list[str], words: str
) -> None:
    write({**FIT, **files})
    assert words in coderl("fit", *arguments).refusal


@pytest.mark.parametrize(
    "source", ["", "x = 1", "def f(a, b): return 1", "def f(): pass", "import fnord", "exit()"]
)
def test_a_function_that_cannot_be_called_has_no_growth(
    coderl: Coderl, write: Write, source: str
) -> None:
    write({**FIT, "f.py": source})
    done = coderl("fit", "f.py", "--entry", "f", "--generator", "gen.py", "--json")
    assert done.code == 1
    assert (done.object["growth"], done.object["decided"]) == (None, False)
    assert done.object["ended"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_named(coderl: Coderl, write: Write) -> None:
    folder = write({**ECHO, "a.py": RIGHT, "b.py": RIGHT})
    (folder / "a.py").chmod(0)
    assert "a.py: cannot be read" in coderl("grade", "a.py", "--problem", "p").refusal
    (folder / "p/problem.yaml").chmod(0)
    assert "problem.yaml" in coderl("grade", "b.py", "--problem", "p").refusal


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/dev/zero", "is longer than"),
        ("/dev/null", ""),
        ("folder", "directory"),
        ("loop", "symbolic links"),
    ],
)
def test_what_is_no_plain_file_ends_all_the_same(
    coderl: Coderl, write: Write, name: str, words: str
) -> None:
    folder = write({**ECHO, "folder/a.py": RIGHT})
    (folder / "loop").symlink_to("loop")
    done = coderl("grade", name, "--problem", "p", "--language", "python", "--json")
    if name == "/dev/null":
        assert done.object["verdict"] == "WA"
    else:
        assert words in done.refusal


def test_standard_input_without_end_is_refused(coderl: Coderl, write: Write) -> None:
    write({"a.py": RIGHT})
    assert "is longer than" in coderl("run", "a.py", "--stdin", "/dev/zero").refusal
