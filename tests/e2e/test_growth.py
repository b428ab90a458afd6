# ruff: noqa: E501  programs and expected lines, as they are
"""`coderl fit` tells growths apart: a decided answer must be the right one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.sandbox, pytest.mark.timing]

Coderl = Callable[..., Any]
Write = Callable[[Mapping[str, str | bytes]], Path]

NUMBERS = """
import random
MIN_N = 1
MAX_N = 2**18
def generate(n, seed):
    r = random.Random(seed)
    return ([r.randrange(10**6) for _ in range(n)],)
"""
LINES = """
import random
MIN_N = 1
MAX_N = 2**18
def generate(n, seed):
    r = random.Random(seed)
    return f"{n}\\n{' '.join(str(r.randrange(10**6)) for _ in range(n))}\\n"
"""
PYTHON = {
    "O(n)": "def f(a):\n    s = 0\n    for x in a:\n        s += x * 3 % 7\n    return s\n",
    "O(n log n)": """
def f(a):
    if len(a) < 2:
        return a
    m = len(a) // 2
    l, r = f(a[:m]), f(a[m:])
    o = []
    i = j = 0
    while i < len(l) and j < len(r):
        if l[i] < r[j]:
            o.append(l[i])
            i += 1
        else:
            o.append(r[j])
            j += 1
    return o + l[i:] + r[j:]
""",
    "O(n^2)": "def f(a):\n    c = 0\n    for x in a:\n        for y in a:\n            if x < y:\n                c += 1\n    return c\n",
    "O(n^3)": "def f(a):\n    c = 0\n    for x in a:\n        for y in a:\n            for z in a:\n                c += x ^ z\n    return c\n",
}
READ = '#include <bits/stdc++.h>\nint main() { int n; scanf("%d", &n); std::vector<int> a(n); for (auto &x : a) scanf("%d", &x);\nlong long s = 0;\n'
CPP = {
    "O(n)": READ + 'for (int x : a) s += x * 3 % 7;\nprintf("%lld\\n", s); }\n',
    "O(n^2)": READ
    + 'for (int x : a) for (int y : a) s += (x ^ y) % 7 < 3;\nprintf("%lld\\n", s); }\n',
}


@pytest.mark.parametrize("growth", PYTHON)
def test_a_python_function_has_its_growth(coderl: Coderl, write: Write, growth: str) -> None:
    write({"f.py": PYTHON[growth], "gen.py": NUMBERS})
    one = coderl("fit", "f.py", "--entry", "f", "--generator", "gen.py", "--json").object
    assert growth in one["plausible"]
    if one["decided"]:
        assert one["growth"] == growth


@pytest.mark.parametrize("growth", CPP)
def test_a_cpp_program_has_its_growth(coderl: Coderl, write: Write, growth: str) -> None:
    write({"f.cpp": CPP[growth], "gen.py": LINES})
    one = coderl("fit", "f.cpp", "--generator", "gen.py", "--json").object
    assert growth in one["plausible"]
    if one["decided"]:
        assert one["growth"] == growth


def test_a_degree_more_than_the_reference_is_never_not_worse(coderl: Coderl, write: Write) -> None:
    write({"f.py": PYTHON["O(n^2)"], "ref.py": PYTHON["O(n)"], "gen.py": NUMBERS})
    one = coderl(
        "fit", "f.py", "--entry", "f", "--generator", "gen.py", "--reference", "ref.py", "--json"
    ).object
    assert one["relative"]["verdict"] != "not_worse"
    assert one["wrong_at"] == 16
