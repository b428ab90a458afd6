"""Which class of a Java source is its main one, and what its file must be called."""

from __future__ import annotations

import re

_MAIN = "Main"
_LONGEST_BYTES = 200  # of names that become a file's: what is longer is compiled as Main, and fails
# What may hide braces and words comes first. Each alternative ends somewhere, also unterminated
# ones: no source makes this scan take more than one pass.
_TOKENS = re.compile(
    r"""
    //[^\n]* | /\*(?:.*?\*/|.*)
    | \"{3}(?:(?:\\.|[^\\])*?\"{3}|.*) | "(?:\\.|[^"\\\n])*"? | '(?:\\.|[^'\\\n])*'?
    | (?P<brace>[{}]) | (?P<end>;)
    | \bpackage\s+(?P<package>[\w.$]+)
    | \b(?P<public>public)\b
    | \b(?:class|interface|enum|record)\s+(?P<type>[\w$]+)
    | \bvoid\s+(?P<main>main)\s*\(
    """,
    re.VERBOSE | re.DOTALL,
)


def main_class(source: bytes) -> tuple[str, str]:
    """The file's name without suffix, and the main class with its package.

    The file bears the name of the public top-level type. The main class is the first top-level type
    with a method `main`, the public one first; where there is none, `Main`.
    """
    depth = 0
    package, public, current = "", False, ""
    public_type, mains = "", list[str]()
    for token in _TOKENS.finditer(source.decode("utf-8", "replace")):
        match token.lastgroup:
            case "brace":
                depth = depth + 1 if token[0] == "{" else max(0, depth - 1)
                public = False
            case "end":
                public = False
            case "package" if depth == 0:
                package = package or token["package"]
            case "public":
                public = True
            case "type" if depth == 0:
                current = token["type"]
                public_type = public_type or (current if public else "")
            case "main" if depth == 1 and current:
                mains.append(current)
            case _:
                pass
    main = public_type if public_type in mains else next(iter(mains), public_type or _MAIN)
    stem, full = public_type or main, f"{package}.{main}" if package else main
    return (_MAIN, _MAIN) if len((stem + full).encode()) > _LONGEST_BYTES else (stem, full)
