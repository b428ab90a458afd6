"""Calls, compiled programs and tools; loading; measuring."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coderl.sandbox.inside import wire
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Sandbox, Stop

Run = Callable[..., Outcome]
GXX = "/usr/bin/g++"


def frames(*calls: tuple[object, ...]) -> bytes:
    return wire.frame([wire.encode_arguments(arguments) for arguments in calls])


def results(outcome: Outcome) -> Any:
    assert outcome.ok, outcome.stderr.decode()
    assert outcome.result is not None
    return json.loads(outcome.result)


# --- calls -----------------------------------------------------------------------------------


def test_a_call_returns_one_value_for_each_frame(run: Run) -> None:
    source = "def add(a, b=1):\n    return a + b"
    outcome = run(source, frames((1, 2), (3,), ("a", "b")), kind="call", entry="add")
    assert results(outcome) == [3, 4, "ab"]
    assert outcome.stdout == b""


def test_no_frame_is_no_call(run: Run) -> None:
    assert results(run("def f(): 1 / 0", b"", kind="call", entry="f")) == []


def test_what_a_call_prints_is_apart_from_its_value(run: Run) -> None:
    outcome = run("def f():\n    print('said')\n    return 1", frames(()), kind="call", entry="f")
    assert (results(outcome), outcome.stdout) == ([1], b"said\n")


def test_every_plain_value_comes_back(run: Run) -> None:
    values = (None, True, -5, 2**80, 1.5, "é\0\ud800", [1, [2]], {"k": [None]}, (1, 2))
    source = "def f(x): return x"
    outcome = run(source, frames(*((value,) for value in values)), kind="call", entry="f")
    assert results(outcome) == [
        None,
        True,
        -5,
        2**80,
        1.5,
        "é\0\ud800",
        [1, [2]],
        {"k": [None]},
        [1, 2],
    ]


def test_sets_bytes_and_big_numbers_come_back(run: Run) -> None:
    source = "def f(): return [{1}, frozenset(), b'\\xff', bytearray(b'a'), 10 ** 5000]"
    outcome = run(source, frames(()), kind="call", entry="f")
    assert outcome.result is not None
    head, _, number = outcome.result[:-2].rpartition(b",")
    values = [{"$set": [1]}, {"$set": []}, {"$bytes": "ff"}, {"$bytes": "61"}]
    assert json.loads(head[1:] + b"]") == values
    assert number == b"1" + b"0" * 5000


def test_values_that_are_no_number_come_back(run: Run) -> None:
    source = "def f(): return [float('nan'), float('inf'), -float('inf')]"
    (value,) = results(run(source, frames(()), kind="call", entry="f"))
    assert math.isnan(value[0])
    assert value[1:] == [math.inf, -math.inf]


def test_a_method_of_the_class_solution_is_an_entry(run: Run) -> None:
    source = (
        "class Solution:\n    def twice(self, xs: List[int]) -> Optional[int]:\n"
        "        return sum(Counter(xs).elements()) * 2"
    )
    assert results(run(source, frames(([1, 2],)), kind="call", entry="twice")) == [6]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("def g(): pass", "NameError"),
        ("def f(a, b): pass", "TypeError"),
        ("def f(a): return object()", "TypeError"),
        ("def f(a): return {1j}", "TypeError"),
        ("def f(a): return {(1, 2): 3}", "TypeError"),
        ("def f(a):\n    x = []\n    x.append(x)\n    return x", "ValueError"),
        ("def f(a): raise KeyError(a)", "KeyError"),
        ("f = 3", "NameError"),
        ("raise ImportError", "ImportError"),
    ],
)
def test_a_call_that_fails_is_a_crash_without_a_value(run: Run, source: str, word: str) -> None:
    outcome = run(source, frames((1,)), kind="call", entry="f")
    assert outcome.exit_code == 1
    assert outcome.result == b""
    assert word in outcome.stderr.decode()


def test_calls_that_exit_give_no_value(run: Run) -> None:
    outcome = run("import sys\ndef f(): sys.exit(0)", frames(()), kind="call", entry="f")
    assert not outcome.result


def test_arguments_are_the_encoding_of_generators(sandbox: Sandbox) -> None:
    source = b"def g(n): return [(list(range(n)), 'x'), b'raw', 'text'][n]"
    program = Program(kind="call", source=source, entry="g", encoding="arguments")
    with sandbox.open(program) as session:
        outcome = session.run(frames((0,), (1,), (2,)), Limits())
    assert outcome.result is not None
    first, second, third = wire.unframe(outcome.result)
    assert (first[:1], second, third) == (b"T", b"Braw", b"Btext")


# --- measuring -------------------------------------------------------------------------------

BURN = """import time
def burn():
    start = time.process_time()
    while time.process_time() - start < 0.2: pass
"""


def test_a_measured_program_has_a_work_time(run: Run) -> None:
    outcome = run(BURN + "burn()\nprint('x')", measure=True)
    assert outcome.work_cpu_s is not None
    assert 0.19 <= outcome.work_cpu_s <= outcome.cpu_s + 0.05 < 0.6
    assert outcome.stdout == b"x\n"


def test_a_measured_call_has_a_work_time(run: Run) -> None:
    source = BURN + "def f(): burn(); return 1"
    outcome = run(source, frames((), ()), kind="call", entry="f", measure=True)
    assert results(outcome) == [1, 1]
    assert outcome.work_cpu_s is not None
    assert 0.39 <= outcome.work_cpu_s < 0.9


def test_work_in_threads_is_measured(run: Run) -> None:
    source = (
        "import hashlib, threading, time\ndef burn():\n    start = time.thread_time()\n"
        "    while time.thread_time() - start < 0.15: hashlib.sha256(bytes(100000))\n"
        "ts = [threading.Thread(target=burn) for _ in range(2)]\n"
        "for t in ts: t.start()\nfor t in ts: t.join()"
    )
    work_s = run(source, measure=True).work_cpu_s
    assert work_s is not None
    assert work_s >= 0.29


def test_loading_the_input_is_not_measured(run: Run) -> None:
    import time

    numbers = list(range(3_000_000))
    data = frames((numbers,))
    began = time.process_time()
    wire_s = -began
    import marshal

    marshal.loads(marshal.dumps((numbers,)))
    wire_s += time.process_time()
    limits = Limits(cpu_s=10, memory_bytes=1 << 30)
    outcome = run("def f(x): return 1", data, kind="call", entry="f", measure=True, limits=limits)
    assert results(outcome) == [1]
    assert outcome.work_cpu_s is not None
    assert outcome.work_cpu_s < max(0.005, wire_s / 3)


def test_what_is_not_measured_has_no_work_time(run: Run) -> None:
    assert run("print(1)").work_cpu_s is None


def test_a_measured_crash_has_no_work_time(run: Run) -> None:
    assert run("1 / 0", measure=True).work_cpu_s is None


def test_a_large_result_is_measured(run: Run) -> None:
    source = "print('x' * 5_000_000)"
    outcome = run(source, measure=True)
    assert len(outcome.stdout) == 5_000_001
    assert outcome.work_cpu_s is not None


# --- loading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        b"def f(:\n",
        b"return 1\n",
        b"  indented\nnot",
        b"x = 1\0\n",
        b"\xff\xfe\xff",
        b"# coding: no-such-coding\n",
        b"(" * 100_000,
        b"x = " + b"-" * 300_000 + b"1",
        b"x = " + b"(" * 150 + b")" * 150 + b"\n" + b"if 1:\n" + b" " * 8 + b"\t",
        b"\n".join(b" " * depth + b"if 1:" for depth in range(150)) + b"\n" + b" " * 150 + b"x",
        b"x = " + b"+".join([b"a"] * 200_000),
        b"x = " + b"a." * 200_000 + b"a",
        b"f'{" * 500,
    ],
    ids=range(13),
)
def test_a_source_that_does_not_compile_is_a_load_failure(sandbox: Sandbox, source: bytes) -> None:
    with pytest.raises(LoadFailure) as failure:
        sandbox.open(Program(kind="python", source=source)).close()
    assert str(failure.value)
    with sandbox.open(Program(kind="python", source=b"print(1)")) as session:
        assert session.run(b"", Limits()).stdout == b"1\n"


@pytest.mark.parametrize(
    "source",
    [
        b"x = 9 ** 9 ** 9 ** 9 if 0 else 1\nprint(x)",
        b"x = lambda: 'a' * 10 ** 12\nprint(1)",
        b"x = lambda: 1 << 10 ** 12\nprint(1)",
        b"x = lambda: ((0,) * 10 ** 5) * 10 ** 5\nprint(1)",
    ],
)
def test_a_huge_constant_does_not_hold_up_loading(run: Run, source: bytes) -> None:
    assert run(source).stdout == b"1\n"


def test_the_message_is_the_compilers(sandbox: Sandbox) -> None:
    with pytest.raises(LoadFailure, match=r'File "main.py", line 2(?s:.*)SyntaxError'):
        sandbox.open(Program(kind="python", source=b"x = 1\ny = = 2\n"))


def test_the_message_shows_no_file_of_the_caller(
    make_sandbox: Callable[[], Sandbox], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.py").write_text("the secret line\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LoadFailure) as failure:
        make_sandbox().open(Program(kind="python", source=b"return 1\n"))
    assert "secret" not in str(failure.value)


def test_a_source_that_takes_too_long_is_a_load_failure_or_loads(sandbox: Sandbox) -> None:
    source = b"\n".join(b"x%d = {'a': [%d] * 3, 'b': (1, 2, 3)}" % (i, i) for i in range(20_000))
    with sandbox.open(Program(kind="python", source=source)) as session:
        assert session.run(b"", Limits(cpu_s=10)).ok


# --- compiled programs and tools -------------------------------------------------------------

C_SOURCE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv) {
    char buffer[65536];
    if (argc > 1 && !strcmp(argv[1], "spin")) for (;;) __asm__ volatile("");
    if (argc > 1 && !strcmp(argv[1], "sleep")) sleep(60);
    if (argc > 1 && !strcmp(argv[1], "abort")) abort();
    if (argc > 1 && !strcmp(argv[1], "null")) return *(volatile int *)0;
    if (argc > 1 && !strcmp(argv[1], "flood")) for (;;) write(1, buffer, sizeof buffer);
    if (argc > 1 && !strcmp(argv[1], "eat")) for (;;) memset(malloc(1 << 20), 1, 1 << 20);
    size_t size;
    while ((size = fread(buffer, 1, sizeof buffer, stdin))) fwrite(buffer, 1, size, stdout);
    fprintf(stderr, "%d %s", argc, argv[argc - 1]);
    return argc;
}
"""


@pytest.fixture(scope="session")
def executable(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    if shutil.which("gcc") is None:
        pytest.skip("there is no gcc")
    folder = tmp_path_factory.mktemp("c")
    (folder / "main.c").write_text(C_SOURCE)
    command = ["gcc", "-O1", "-w", "-static", "-o", str(folder / "main"), str(folder / "main.c")]
    subprocess.run(command, check=True)
    return (folder / "main").read_bytes()


def native(
    sandbox: Sandbox, executable: bytes, *argv: str, input: bytes = b"", **limits: Any
) -> Outcome:
    with sandbox.open(Program(kind="native", source=executable, argv=("main",))) as session:
        return session.run(input, Limits(**limits), argv=argv)


def test_a_compiled_program_runs_from_bytes(sandbox: Sandbox, executable: bytes) -> None:
    data = os.urandom(3_000_000)
    outcome = native(sandbox, executable, "a", "last", input=data)
    assert (outcome.stdout, outcome.stderr, outcome.exit_code) == (data, b"3 last", 3)
    assert outcome.stopped_by is None


@pytest.mark.parametrize(
    ("argument", "stop"),
    [
        ("spin", Stop.CPU),
        ("sleep", Stop.IDLE),
        ("flood", Stop.OUTPUT),
        ("eat", Stop.MEMORY),
        ("abort", None),
        ("null", None),
    ],
)
def test_a_compiled_program_has_limits(
    sandbox: Sandbox, executable: bytes, argument: str, stop: Stop | None
) -> None:
    limits = {"cpu_s": 0.5, "idle_s": 0.5, "output_bytes": 1_000_000, "memory_bytes": 50_000_000}
    outcome = native(sandbox, executable, argument, **limits)
    assert outcome.stopped_by is stop
    assert not outcome.ok


def test_what_is_no_executable_is_a_crash(sandbox: Sandbox) -> None:
    outcome = native(sandbox, b"this is no program")
    assert not outcome.ok
    assert outcome.stopped_by is None


def tool(*argv: str) -> Program:
    return Program(kind="tool", argv=argv)


def test_a_tool_makes_files_that_are_collected(sandbox: Sandbox) -> None:
    if not Path(GXX).exists():
        pytest.skip(f"there is no {GXX}")
    source = b'#include "part.h"\n#include <iostream>\nint main() { std::cout << PART; }'
    files = {"main.cpp": source, "part.h": b"#define PART 42\n"}
    with sandbox.open(tool(GXX, "-O2", "-static", "-o", "main", "main.cpp")) as session:
        built = session.run(
            b"", Limits(cpu_s=30, memory_bytes=1 << 30), files=files, collect=("main", "none")
        )
    assert built.ok, built.stderr.decode()
    assert set(built.files) == {"main"}
    assert native(sandbox, built.files["main"]).stdout == b"42"


def test_a_tool_that_fails_says_why_and_gives_nothing(sandbox: Sandbox) -> None:
    if not Path(GXX).exists():
        pytest.skip(f"there is no {GXX}")
    with sandbox.open(tool(GXX, "-o", "main", "main.cpp")) as session:
        built = session.run(b"", Limits(), files={"main.cpp": b"int main( {"}, collect=("main",))
    assert built.exit_code == 1
    assert b"error" in built.stderr
    assert built.files == {}


def test_files_lie_in_the_scratch_folder_and_are_gone_in_the_next_run(sandbox: Sandbox) -> None:
    source = (
        b"import os\nprint(sorted(os.listdir('.')))\n"
        b"for n in os.listdir('.'):\n    if os.path.isfile(n): print(open(n).read())\n"
        b"open('made', 'w').write('made')"
    )
    with sandbox.open(Program(kind="python", source=source), scratch=True) as session:
        first = session.run(
            b"", Limits(), files={"a": b"1", "d/": b"", "d/b": b"2"}, collect=("made",)
        )
        second = session.run(b"", Limits(), files={"c": b"3" * 100_000})
        third = session.run(b"", Limits())
    assert first.stdout == b"['a', 'd']\n1\n", first.stderr
    assert first.files == {"made": b"made"}
    assert second.stdout == b"['c']\n" + b"3" * 100_000 + b"\n"
    assert third.stdout == b"[]\n"


@pytest.mark.parametrize(("call", "code"), [("exit()", 0), ("quit(3)", 3), ("exit('no')", 1)])
def test_exit_and_quit_are_there_as_in_any_script(run: Run, call: str, code: int) -> None:
    outcome = run(f"print(1)\n{call}\nprint(2)")
    assert (outcome.exit_code, outcome.stdout) == (code, b"1\n")
