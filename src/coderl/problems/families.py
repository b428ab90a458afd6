"""The generators of a package as text: their bounds are read from the syntax tree, nothing is run
here.
"""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

from coderl.errors import ProblemError
from coderl.problems.folder import entries, read_bytes
from coderl.problems.model import GeneratorSource

_MOST_N = 2**62
_DEFINED = re.compile(rb"^def\s+generate\s*\(", re.MULTILINE)


def read_generators(folder: Path, *, strict: bool = True) -> tuple[GeneratorSource, ...]:
    """Read generators/*.py but those that begin with an underscore.

    Raises ProblemError. Where not `strict`, and no file defines `generate`, they are programs of
    some other tool, and none is read.
    """
    root = folder / "generators"
    if not root.is_dir():
        return ()
    paths = [
        path for path in entries(root) if path.suffix == ".py" and not path.name.startswith("_")
    ]
    if not strict and not any(_DEFINED.search(read_bytes(path)) for path in paths):
        return ()
    return tuple(read_generator(path) for path in paths)


def read_generator(path: Path) -> GeneratorSource:
    """Read one generator: its source and its bounds. Raises ProblemError."""
    source = read_bytes(path)
    tree = _parse(source, path)
    if not any(_is_generate(node) for node in tree.body):
        raise ProblemError(
            f"{path}: has no 'def generate(n, seed)', add it or rename the file to _{path.name}"
        )
    given = {name: value for node in tree.body for name, value in _assigned(node)}
    least = _bound("MIN_N", given.get("MIN_N"), 1, path)
    most = _bound("MAX_N", given.get("MAX_N"), 2**40, path)
    if most < least:
        raise ProblemError(f"{path}: MAX_N = {most} is below MIN_N = {least}, swap them")
    return GeneratorSource(name=path.stem, source=source, min_n=least, max_n=most)


def _parse(source: bytes, path: Path) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        line = f":{error.lineno}" if error.lineno else ""
        raise ProblemError(f"{path}{line}: is not Python: {error.msg}") from None
    except ValueError:
        raise ProblemError(f"{path}: is not Python: it holds null bytes") from None
    except (RecursionError, MemoryError):
        raise ProblemError(f"{path}: is nested too deeply to be read") from None


def _is_generate(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.name != "generate":
        return False
    names = node.args.posonlyargs + node.args.args
    required = len(names) - len(node.args.defaults)
    return required <= 2 and (len(names) >= 2 or node.args.vararg is not None)


def _assigned(node: ast.stmt) -> list[tuple[str, ast.expr]]:
    if (
        isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.value is not None
    ):
        return [(node.target.id, node.value)]
    if isinstance(node, ast.Assign):
        return [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
    return []


def _bound(name: str, node: ast.expr | None, default: int, path: Path) -> int:
    if node is None:
        return default
    try:
        value = _integer(node)
    except RecursionError:
        value = None
    if value is None or not 1 <= value <= _MOST_N:
        raise ProblemError(
            f"{path}:{node.lineno}: {name}: write a whole number from 1 to 2**62, such as 10**6"
        )
    return value


def _integer(node: ast.expr) -> int | None:
    """The value of an expression of whole numbers up to 2**62, or None for any other."""
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return value if value <= _MOST_N else None
        case ast.BinOp(left=left_node, op=op, right=right_node):
            left, right = _integer(left_node), _integer(right_node)
        case _:
            return None
    if left is None or right is None:
        return None
    match op:
        case ast.Add():
            value = left + right
        case ast.Sub():
            value = left - right
        case ast.Mult():
            value = left * right
        case ast.FloorDiv() if right:
            value = left // right
        case ast.LShift() if 0 <= right <= 62:
            value = left << right
        case ast.Pow() if 0 <= right <= 62:
            value = left**right
        case _:
            return None
    return value if abs(value) <= _MOST_N else None
