# ruff: noqa: E501  programs, as they are
"""Every language whose toolchain is here, at both tiers: the seven verdicts of a stdin problem."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from coderl.errors import SandboxUnavailable, UsageError
from coderl.judge.grade import judge
from coderl.judge.verdict import Verdict
from coderl.languages.build import build
from coderl.languages.cache import BuildCache
from coderl.languages.catalogue import LANGUAGES
from coderl.languages.model import BuildFailure, Submission
from coderl.languages.toolchain import toolchain_of, trees
from coderl.problems.model import Problem
from coderl.problems.package import find_problem
from coderl.sandbox.model import Limits, Outcome, Sandbox, Tier
from coderl.sandbox.zygote import ZygoteSandbox

pytestmark = [pytest.mark.sandbox]

PACKAGE = {
    "problem.yaml": "name: Sum\nlimits:\n  memory: 128\n  output: 1\n",
    ".timelimit": "1\n",
    "problem_statement/problem.en.tex": "\\problemname{Sum}\n",
    "data/sample/1.in": "2\n1 2\n",
    "data/sample/1.ans": "3\n",
    "data/secret/01-negative.in": "3\n-1 -2 -3\n",
    "data/secret/01-negative.ans": "-6\n",
}
_GO = 'package main\nimport ("fmt"; "os"; "bufio")\nvar _ = os.Exit\nvar r = bufio.NewReader(os.Stdin)\nfunc read() (s int64) { var n int; fmt.Fscan(r, &n); for ; n > 0; n-- { var x int64; fmt.Fscan(r, &x); s += x }; return }\n'
_JAVA = "import java.util.*;\npublic class Sum {\n  static long read() { Scanner in = new Scanner(System.in); long s = 0; for (int n = in.nextInt(); n > 0; n--) s += in.nextLong(); return s; }\n"
_JS = "const words = require('fs').readFileSync(0, 'utf8').split(/\\s+/).map(Number);\nlet s = 0;\nfor (let i = 1; i <= words[0]; i++) s += words[i];\n"
_RUST = "use std::io::Read;\n#[allow(dead_code)]\nfn read() -> i64 { let mut t = String::new(); std::io::stdin().read_to_string(&mut t).unwrap(); t.split_whitespace().skip(1).map(|w| w.parse::<i64>().unwrap()).sum() }\n"
_C = '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nstatic long total(void) { long n, x, s = 0; scanf("%ld", &n); while (scanf("%ld", &x) == 1) s += x; return s; }\n'
_PY = "import sys\ns = sum(map(int, sys.stdin.read().split()[1:]))\n"

SOURCES: dict[str, dict[str, str]] = {
    "python": {
        "AC": _PY + "print(s)",
        "WA": _PY + "print(abs(s))",
        "TLE": "while True: pass",
        "MLE": "x = b'x' * (500 << 20)\nprint(3)",
        "OLE": "while True: print('3' * 1000)",
        "RE": "print(3)\nraise ValueError('no')",
        "CE": "print(3",
    },
    "cpp": {
        "AC": "#include <iostream>\nint main() { long n, x, s = 0; std::cin >> n; while (std::cin >> x) s += x; std::cout << s; }",
        "WA": "#include <iostream>\nint main() { std::cout << 3; }",
        "TLE": "int main() { volatile int x = 0; for (;;) x = x + 1; }",
        "MLE": "#include <vector>\nint main() { std::vector<char> x(500u << 20, 'x'); return x[7] == 'y'; }",
        "OLE": '#include <cstdio>\nint main() { for (;;) std::puts("33333333333333333333"); }',
        "RE": "#include <stdexcept>\nint main() { throw std::runtime_error(\"no\"); }",
        "CE": "int main() { return x; }",
    },
    "c": {
        "AC": _C + 'int main(void) { printf("%ld\\n", total()); return 0; }',
        "WA": _C + 'int main(void) { printf("%ld\\n", labs(total())); return 0; }',
        "TLE": "int main(void) { volatile int x = 0; for (;;) x = x + 1; }",
        "MLE": _C + "int main(void) { for (;;) { char *p = malloc(1 << 20); memset(p, 1, 1 << 20); if (!p[5]) return 0; } }",
        "OLE": _C + 'int main(void) { for (;;) puts("33333333333333333333"); }',
        "RE": _C + "int main(void) { puts(\"3\"); fflush(stdout); abort(); }",
        "CE": "int main(void) { return x; }",
    },
    "rust": {
        "AC": _RUST + 'fn main() { println!("{}", read()); }',
        "WA": _RUST + 'fn main() { println!("{}", read().abs()); }',
        "TLE": "fn main() { let mut x = 1u64; loop { x = x.wrapping_mul(3); } }",
        "MLE": "fn main() { let mut all = Vec::new(); while all.len() < 100_000 { all.push(vec![1u8; 1 << 20]); } println!(\"{}\", all[all.len() / 2][7]); }",
        "OLE": 'fn main() { loop { println!("33333333333333333333"); } }',
        "RE": _RUST + 'fn main() { println!("{}", read()); panic!("no"); }',
        "CE": "fn main() { x }",
    },
    "go": {
        "AC": _GO + "func main() { fmt.Println(read()) }",
        "WA": _GO + "func main() { s := read(); if s < 0 { s = -s }; fmt.Println(s) }",
        "TLE": "package main\nfunc main() { for { } }",
        "MLE": _GO + "var all [][]byte\nfunc main() { for { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) } }",
        "OLE": _GO + 'func main() { for { fmt.Println("33333333333333333333") } }',
        "RE": _GO + 'func main() { fmt.Println(read()); panic("no") }',
        "CE": "package main\nfunc main() { return x }",
    },
    "java": {
        "AC": _JAVA + "  public static void main(String[] a) { System.out.println(read()); }\n}",
        "WA": _JAVA + "  public static void main(String[] a) { System.out.println(Math.abs(read())); }\n}",
        "TLE": _JAVA + "  public static void main(String[] a) { for (;;) { } }\n}",
        "MLE": _JAVA + "  public static void main(String[] a) { List<byte[]> all = new ArrayList<>(); for (;;) all.add(new byte[1 << 20]); }\n}",
        "OLE": _JAVA + '  public static void main(String[] a) { for (;;) System.out.println("33333333333333333333"); }\n}',
        "RE": _JAVA + '  public static void main(String[] a) { System.out.println(read()); throw new RuntimeException("no"); }\n}',
        "CE": _JAVA + "  public static void main(String[] a) { int x = read(); }\n}",
    },
    "javascript": {
        "AC": _JS + "console.log(s);",
        "WA": _JS + "console.log(Math.abs(s));",
        "TLE": "for (;;) { }",
        "MLE": "const all = []; for (;;) all.push(new Array(100000).fill(1.5));",
        "OLE": "const fs = require('fs'); for (;;) fs.writeSync(1, '3'.repeat(1000));",
        "RE": _JS + "console.log(s); throw new Error('no');",
        "CE": "console.log(3",
    },
}  # fmt: skip
SOURCES["pypy"] = SOURCES["python"]


@pytest.fixture(scope="module", params=[Tier.A, Tier.B], ids=["tier-a", "tier-b"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with ZygoteSandbox(tier=request.param, trees=trees()) as one:
        try:
            assert one.tier
        except SandboxUnavailable as error:
            pytest.skip(str(error))
        yield one


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> BuildCache:
    return BuildCache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.getbasetemp() / "builds"
    monkeypatch.setenv("CODERL_CACHE", str(folder))


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    folder = tmp_path_factory.mktemp("p")
    for name, text in PACKAGE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return find_problem(str(folder))


def need(name: str, sandbox: Sandbox) -> None:
    try:
        toolchain_of(LANGUAGES[name], sandbox.tier)
    except SandboxUnavailable as error:
        pytest.skip(str(error))


def outcome_of(
    name: str,
    source: str | bytes,
    sandbox: Sandbox,
    input: bytes = b"",
    limits: Limits | None = None,
) -> Outcome:
    """What one run does; skips where the toolchain is missing."""
    need(name, sandbox)
    data = source.encode() if isinstance(source, str) else source
    program = build(Submission(source=data, language=name), sandbox)
    with sandbox.open(program) as session:
        return session.run(input, limits or Limits(cpu_s=5))


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_gets_every_verdict(
    sandbox: Sandbox, problem: Problem, name: str, verdict: Verdict
) -> None:
    need(name, sandbox)
    source = SOURCES[name][verdict].encode()
    judgement = judge(problem, Submission(source=source, language=name), sandbox)
    assert judgement.verdict is verdict, judgement
    if verdict is Verdict.CE:
        assert judgement.cases == ()
        assert LANGUAGES[name].file.replace("{class}", "Sum") in judgement.note


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_first_program_of_a_language_prints_hello(sandbox: Sandbox, name: str) -> None:
    outcome = outcome_of(name, LANGUAGES[name].hello, sandbox)
    assert outcome.ok, outcome.stderr.decode()
    assert (outcome.stdout, outcome.stderr) == (b"hello\n", b"")


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_empty_program_of_a_language_says_nothing(sandbox: Sandbox, name: str) -> None:
    outcome = outcome_of(name, LANGUAGES[name].empty, sandbox)
    assert outcome.ok, outcome.stderr.decode()
    assert (outcome.stdout, outcome.stderr) == (b"", b"")


@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "python"])
def test_a_function_is_asked_for_in_python_only(sandbox: Sandbox, name: str) -> None:
    with pytest.raises(UsageError, match="submit it in Python"):
        build(Submission(source=b"", language=name), sandbox, entry="f")


# --- Java: the name of the main class ---------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        'class Main { public static void main(String[] a) { System.out.print("ok"); } }',
        'public class Any { public static void main(String... a) { System.out.print("ok"); } }',
        'class Helper { static String f() { return "ok"; } }\nclass Z { public static void main(String[] a) { System.out.print(Helper.f()); } }',
        'package a.b;\npublic class Deep { static class In { } interface F { String f(); } public static void main(String[] a) { F f = () -> "ok"; System.out.print(f.f()); } }',
        'public interface Face { String K = "ok"; }\nclass Go { public static void main(String[] a) { System.out.print(Face.K); } }',
        '/* public class No { void main( */ // public class Never {\nclass $x { String s = "}{ class No {"; char c = \'{\'; public static void main(String[] a) { System.out.print("ok"); } }',
        'enum Main { X; public static void main(String[] a) { System.out.print("ok"); } }',
        'class \u00dcber { public static void main(String[] a) { System.out.print("ok"); } }',
    ],
    ids=range(8),
)
def test_the_main_class_of_java_is_found(sandbox: Sandbox, source: str) -> None:
    outcome = outcome_of("java", source, sandbox)
    assert outcome.stdout == b"ok", outcome.stderr.decode()


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\0",
        b"\xff\xfe",
        b"class " + b"x" * 100_000 + b" { }",
        b"public class -version { }",
        b"/*" * 300_000,
        b'"""' * 300_000,
        b"class Main { static int x = " + b"(" * 50_000 + b"1" + b")" * 50_000 + b"; }",
    ],
    ids=range(8),
)
def test_a_hostile_java_source_is_a_build_failure_or_a_crash(
    sandbox: Sandbox, source: bytes
) -> None:
    with contextlib.suppress(BuildFailure):
        assert not outcome_of("java", source, sandbox).ok


def test_a_javascript_module_may_import(sandbox: Sandbox) -> None:
    outcome = outcome_of(
        "javascript",
        "import { readFileSync } from 'node:fs';\nconsole.log(readFileSync(0, 'utf8').length);",
        sandbox,
        b"abc",
    )
    assert outcome.stdout == b"3\n", outcome.stderr.decode()


# --- what a virtual machine may use -----------------------------------------------------------

DEEP = {
    "java": "class Main { static int f(int n) { return n == 0 ? 0 : 1 + f(n - 1); } public static void main(String[] a) { System.out.print(f(200000)); } }",
    "javascript": "function f(n) { return n === 0 ? 0 : 1 + f(n - 1); } process.stdout.write(String(f(200000)));",
    "go": 'package main\nimport "fmt"\nfunc f(n int) int { if n == 0 { return 0 }; return 1 + f(n-1) }\nfunc main() { fmt.Print(f(200000)) }',
    "rust": "#[inline(never)]\nfn f(n: u64) -> u64 { if n == 0 { 0 } else { 1 + f(n - 1) } }\nfn main() { print!(\"{}\", f(200000)); }",
    "c": "#include <stdio.h>\nstatic int f(volatile int n) { return n == 0 ? 0 : 1 + f(n - 1); }\nint main(void) { printf(\"%d\", f(200000)); return 0; }",
}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_recursion_may_be_deep(sandbox: Sandbox, name: str) -> None:
    outcome = outcome_of(name, DEEP[name], sandbox)
    assert outcome.stdout == b"200000", outcome.stderr.decode()[:500]


GARBAGE = {
    "java": "class Main { public static void main(String[] a) { long s = 0; for (int i = 0; i < 40000; i++) { int[] x = new int[20000]; x[i % 20000] = 1; s += x[i % 20000]; } System.out.print(s); } }",
    "javascript": "let s = 0; for (let i = 0; i < 40000; i++) { const x = new Array(10000).fill(0.5); s += x[i % 10000] * 2; } process.stdout.write(String(s));",
    "go": 'package main\nimport "fmt"\nfunc main() { s := 0; for i := 0; i < 40000; i++ { x := make([]int, 10000+i%2); x[i%10000] = 1; s += x[i%10000] }; fmt.Print(s) }',
}  # fmt: skip


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_collected_within_the_memory_limit(sandbox: Sandbox, name: str) -> None:
    outcome = outcome_of(
        name, GARBAGE[name], sandbox, limits=Limits(cpu_s=20, memory_bytes=128 << 20)
    )
    assert outcome.stdout == b"40000", (outcome.stopped_by, outcome.stderr.decode()[:500])


THREADS = {
    "java": "class Main { static int s; public static void main(String[] a) throws Exception { Thread[] t = new Thread[20]; for (int i = 0; i < 20; i++) { t[i] = new Thread(() -> { synchronized (Main.class) { s++; } }); t[i].start(); } for (Thread x : t) x.join(); System.out.print(s); } }",
    "javascript": "const { Worker } = require('worker_threads'); let s = 0; for (let i = 0; i < 4; i++) { new Worker('require(\"worker_threads\").parentPort.postMessage(5)', { eval: true }).on('message', (x) => { s += x; if (s === 20) process.stdout.write('20'); }); }",
    "go": 'package main\nimport ("fmt"; "sync")\nfunc main() { var w sync.WaitGroup; var m sync.Mutex; s := 0; for i := 0; i < 20; i++ { w.Add(1); go func() { m.Lock(); s++; m.Unlock(); w.Done() }() }; w.Wait(); fmt.Print(s) }',
    "rust": "use std::thread;\nfn main() { let t: Vec<_> = (0..20).map(|_| thread::spawn(|| 1)).collect(); print!(\"{}\", t.into_iter().map(|x| x.join().unwrap()).sum::<i32>()); }",
}  # fmt: skip


@pytest.mark.parametrize("name", THREADS)
def test_threads_may_be_started(sandbox: Sandbox, name: str) -> None:
    outcome = outcome_of(name, THREADS[name], sandbox)
    assert outcome.stdout == b"20", (outcome, outcome.stderr.decode()[:500])
