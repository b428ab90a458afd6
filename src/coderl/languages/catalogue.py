"""The languages that coderl knows, a paragraph each."""

from __future__ import annotations

import difflib
from pathlib import Path

from coderl.errors import UsageError
from coderl.languages.model import Language
from coderl.units import GIB

PYTHON = Language(
    name="python",
    title="Python 3",
    suffixes=(".py", ".py3"),
    aliases=("python3", "py", "py3"),
    kind="python",
    file="main.py",
    hello=b"print('hello')\n",
)

C = Language(
    name="c",
    title="C17 (gcc)",
    suffixes=(".c",),
    aliases=("c17", "c11", "c99", "gcc"),
    kind="native",
    file="main.c",
    build=("gcc", "-x", "c", "-O2", "-std=gnu17", "-pipe", "-o", "main", "main.c", "-lm"),
    makes="main",
    together=True,
    static=("-static",),
    package="gcc",
    hello=b'#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n',
    empty=b"int main(void) { return 0; }\n",
    version=("gcc", "-dumpfullversion"),
)

CPP = Language(
    name="cpp",
    title="C++20 (g++)",
    suffixes=(".cpp", ".cc", ".cxx", ".c++", ".C"),
    aliases=("c++", "cpp20", "c++20", "cpp17", "c++17", "g++"),
    kind="native",
    file="main.cpp",
    build=("g++", "-x", "c++", "-O2", "-std=c++20", "-pipe", "-o", "main", "main.cpp"),
    makes="main",
    together=True,
    static=("-static",),
    package="g++",
    hello=b'#include <iostream>\nint main() { std::cout << "hello\\n"; }\n',
    empty=b"int main() {}\n",
    version=("g++", "-dumpfullversion"),
)

# Its own linker, lld, asks /proc where it is; there is none in the sandbox.
RUST = Language(
    name="rust",
    title="Rust 2021",
    suffixes=(".rs",),
    aliases=("rs", "rustc"),
    kind="native",
    file="main.rs",
    build=(
        "rustc", "--edition=2021", "-Copt-level=2", "--color=never", "-Clink-arg=-fuse-ld=bfd",
        "-o", "main", "main.rs",
    ),
    makes="main",
    static=("-Ctarget-feature=+crt-static",),
    package="rustc",
    trees=("/usr/lib/rustlib", "/usr/lib/llvm-*/lib"),
    hello=b'fn main() { println!("hello"); }\n',
    empty=b"fn main() {}\n",
    version=("rustc", "--version"),
)  # fmt: skip

# What it compiles of its own library lies in the cache that it insists on: in the scratch folder.
GO = Language(
    name="go",
    title="Go",
    suffixes=(".go",),
    aliases=("golang",),
    kind="native",
    file="main.go",
    build=("go",),
    script="""
        export GOCACHE="$PWD/.cache" GOPATH="$PWD/.path" GO111MODULE=off CGO_ENABLED=0
        export GOTOOLCHAIN=local GOMAXPROCS=2
        exec "$0" build -o main *.go
    """,
    makes="main",
    # Beside others that want to run, a collector on other cores falls behind, and memory with it.
    environment=("GOMAXPROCS=1",),
    package="golang-go",
    trees=("/usr/lib/go-*", "/usr/share/go-*"),
    hello=b'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n',
    empty=b"package main\n\nfunc main() {}\n",
    version=("go", "version"),
    build_cpu_s=60.0,
    build_memory_bytes=4 * GIB,
)

# A heap of twice the limit: what is too much is then seen, and stopped, from outside. The class
# data that the JVM maps is part of its installation; it writes none, and shares nothing else.
JAVA = Language(
    name="java",
    title="Java",
    suffixes=(".java",),
    kind="runtime",
    file="{class}.java",
    build=("javac",),
    script="""
        quick="-J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -J-XX:-UsePerfData -J-Xmx512m"
        "$0" $quick -J-Xss64m -encoding UTF-8 -proc:none -nowarn -d made *.java &&
        exec "${0%/*}/jar" $quick --create --no-compress --file main.jar --main-class "$2" -C made .
    """,
    makes="main.jar",
    run=(
        "java", "-XX:+UseSerialGC", "-Xss64m", "-Xms16m", "-Xmx{heap_mib}m", "-XX:-UsePerfData",
        "-XX:-UseContainerSupport", "-Xshare:auto", "-Dfile.encoding=UTF-8", "-jar", "main.jar",
    ),
    package="default-jdk-headless",
    trees=("/etc/java-*-openjdk",),
    hello=b'class Main { public static void main(String[] a) { System.out.println("hello"); } }\n',
    empty=b"class Main { public static void main(String[] a) {} }\n",
    version=("java", "-version"),
)  # fmt: skip

JAVASCRIPT = Language(
    name="javascript",
    title="JavaScript (Node.js)",
    suffixes=(".js",),
    aliases=("js", "node", "nodejs", "node.js"),
    kind="runtime",
    file="main.js",
    build=("node", "--check", "main.js"),
    run=("node", "--stack-size=65500", "--max-old-space-size={heap_mib}", "main.js"),
    environment=("OPENSSL_CONF=/dev/null",),  # the machine's is not readable
    package="nodejs",
    trees=("/usr/share/nodejs", "/usr/share/node_modules"),
    hello=b'console.log("hello")\n',
    version=("node", "--version"),
)

PYPY = Language(
    name="pypy",
    title="Python 3 (PyPy)",
    suffixes=(),
    aliases=("pypy3",),
    kind="runtime",
    file="main.py",
    build=("pypy3", "-E", "-s", "-m", "py_compile", "main.py"),
    run=("pypy3", "-B", "-E", "-s", "main.py"),
    environment=("PYPY_GC_NURSERY=4M",),  # else it looks for the size of a cache in /proc
    package="pypy3",
    trees=("/usr/lib/pypy3*",),
    hello=b"print('hello')\n",
    version=("pypy3", "--version"),
)

LANGUAGES = {
    language.name: language for language in (PYTHON, CPP, C, JAVA, JAVASCRIPT, RUST, GO, PYPY)
}
_NAMES = {alias: known for known in LANGUAGES.values() for alias in (known.name, *known.aliases)}


def language(name: str) -> Language:
    """The language of a name, as Kattis spells it too. Raises UsageError for one that coderl does
    not know.
    """
    found = _NAMES.get(name.lower())
    if found is not None:
        return found
    near = difflib.get_close_matches(name.lower(), LANGUAGES, n=1)
    mend = f"did you mean {near[0]}?" if near else f"known: {', '.join(LANGUAGES)}"
    raise UsageError(f"unknown language {name!r}: {mend}")


def language_of(path: Path) -> Language:
    """The language of a file, by its suffix. Raises UsageError where none claims it."""
    for known in LANGUAGES.values():
        if path.suffix in known.suffixes:
            return known
    suffixes = ", ".join(s for known in LANGUAGES.values() for s in known.suffixes)
    raise UsageError(
        f"{path}: no language has the suffix {path.suffix!r} (known: {suffixes}): say --language"
    )
