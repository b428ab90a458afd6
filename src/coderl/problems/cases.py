"""The test cases of a package: data/sample, then data/secret, with the validator flags of their
groups.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coderl.errors import ConfigError, ProblemError
from coderl.problems.folder import entries, read_bytes, read_keys
from coderl.problems.model import Comparison, Interface, TestCase
from coderl.problems.validation import with_flags, words_of_flags
from coderl.problems.values import NotComparable, load
from coderl.records import from_mapping, record

_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}")
_GROUP_FILES = ("testdata.yaml", "test_group.yaml")


@record
class _Flags:
    """Validator flags and the file that gave them; `scoring` where groups may give points."""

    words: tuple[str, ...] = ()
    where: str = ""
    scoring: bool = False


@record
class GroupKeys:
    """The keys of testdata.yaml, of test_group.yaml, and of the yaml file of one case."""

    on_reject: Any = None
    grading: Any = None
    grader_flags: Any = None
    accept_score: Any = None
    reject_score: Any = None
    range: Any = None
    scoring: Any = None
    max_score: Any = None
    score_aggregation: Any = None
    static_validation_score: Any = None
    require_pass: Any = None
    full_feedback: Any = None
    hint: Any = None
    description: Any = None
    args: Any = None
    input_validator_flags: Any = None
    input_validator_args: Any = None
    static_validator_args: Any = None
    input_visualizer_args: Any = None
    output_visualizer_args: Any = None
    output_validator_flags: Any = None
    output_validator_args: Any = None


def read_cases(
    folder: Path, comparison: Comparison, interface: Interface, *, scoring: bool = False
) -> tuple[Comparison, tuple[TestCase, ...]]:
    """Read all cases, and the comparison that they share; a case that differs bears its own.

    Raises ProblemError for half a case and for a package without any, ConfigError for the yaml file
    of a group.
    """
    data = folder / "data"
    if not data.is_dir():
        raise ProblemError(
            f"{data}: is missing, put the tests there as secret/NAME.in and secret/NAME.ans"
        )
    _look_for_strays(data)
    found: list[tuple[TestCase, _Flags]] = []
    flags = _group_flags(data, _Flags(scoring=scoring))
    for group in ("sample", "secret"):
        if (data / group).is_dir():
            found += _walk(data / group, data, flags, (data.resolve(),))
    if not found:
        raise ProblemError(
            f"{data}: holds no test, add data/secret/NAME.in and NAME.ans: no test is not a pass"
        )
    if interface.style == "call":
        for case, _ in found:
            _check_json(data, case)
    return _share(found, comparison)


def _look_for_strays(data: Path) -> None:
    for path in entries(data):
        if path.suffix in (".in", ".ans"):
            raise ProblemError(f"{path}: move it to data/sample or data/secret, tests live there")
        near = difflib.get_close_matches(path.name.lower(), ("sample", "secret"), n=1, cutoff=0.8)
        if path.is_dir() and near and path.name not in ("sample", "secret"):
            raise ProblemError(f"{path}: unknown folder, did you mean {near[0]}?")


def _walk(
    folder: Path, data: Path, flags: _Flags, above: tuple[Path, ...]
) -> Iterator[tuple[TestCase, _Flags]]:
    """Every case below a folder, sorted by name, with the flags that its groups give it."""
    real = folder.resolve()
    if real in above:
        raise ProblemError(f"{folder}: the link leads in a circle, remove it")
    flags = _group_flags(folder, flags)
    inside = entries(folder)
    names = {path.name for path in inside}
    for path in sorted(inside, key=lambda path: path.name.removesuffix(".in")):
        if path.suffix in (".in", ".ans"):
            _check_pair(path, names)
        if path.suffix == ".in":
            name = path.relative_to(data).as_posix().removesuffix(".in")
            answer = path.with_suffix(".ans")
            own = path.with_suffix(".yaml")
            case = TestCase(name=name, input=read_bytes(path), expected=read_bytes(answer))
            yield case, _flags_in(own, flags) if own.name in names else flags
        elif path.suffix == ".files":
            raise ProblemError(f"{path}: input files are not supported yet, only standard input is")
        elif path.is_dir() and path.suffix != ".ans":
            yield from _walk(path, data, flags, (*above, real))


def _check_pair(path: Path, names: set[str]) -> None:
    if not _NAME.fullmatch(path.name):
        raise ProblemError(f"{path}: rename it, a name has letters, digits, '_', '.' and '-' only")
    other = path.with_suffix(".ans" if path.suffix == ".in" else ".in")
    if other.name not in names:
        raise ProblemError(
            f"{path}: its partner {other.name} is missing, add it or remove this file"
        )
    if path.is_dir():
        raise ProblemError(f"{path}: is a folder, a test is a file")


def _group_flags(folder: Path, inherited: _Flags) -> _Flags:
    files = [folder / name for name in _GROUP_FILES if (folder / name).exists()]
    if len(files) > 1:
        raise ProblemError(f"{files[0]}: {files[1].name} says the same, keep one of them")
    return _flags_in(files[0], inherited) if files else inherited


def _flags_in(path: Path, inherited: _Flags) -> _Flags:
    keys = from_mapping(GroupKeys, read_keys(path), where=str(path))
    if keys.args:
        raise ProblemError(f"{path}: args: not supported yet, only standard input is")
    if keys.static_validation_score is not None:
        raise ProblemError(f"{path}: static validation is not supported yet, remove this key")
    if keys.grading == "custom" and not inherited.scoring:
        raise ProblemError(
            f"{path}: grading: a custom grader is for scoring problems, say 'type: scoring' in "
            "problem.yaml or remove this key"
        )
    given = [
        name
        for name in ("output_validator_flags", "output_validator_args")
        if getattr(keys, name) is not None
    ]
    if len(given) > 1:
        raise ConfigError(
            f"{path}: output_validator_flags: output_validator_args says the same, keep one of them"
        )
    if not given:
        return inherited
    where = f"{path}: {given[0]}"
    words = words_of_flags(getattr(keys, given[0]), where)
    return dataclasses.replace(inherited, words=words, where=where)


def _check_json(data: Path, case: TestCase) -> None:
    for suffix, text in ((".in", case.input), (".ans", case.expected)):
        try:
            value = load(text)
        except NotComparable as error:
            raise ProblemError(
                f"{data / case.name}{suffix}: call style needs JSON: {error}"
            ) from None
        if suffix == ".in" and type(value) is not list:
            raise ProblemError(
                f"{data / case.name}{suffix}: write a JSON array of the positional arguments"
            )


def _share(
    found: list[tuple[TestCase, _Flags]], comparison: Comparison
) -> tuple[Comparison, tuple[TestCase, ...]]:
    """Lift the comparison to the problem where all cases agree."""
    of_flags = {flags: with_flags(comparison, flags.words, flags.where) for _, flags in found}
    if len(set(of_flags.values())) == 1:
        return of_flags[found[0][1]], tuple(case for case, _ in found)
    return comparison, tuple(
        dataclasses.replace(case, comparison=of_flags[flags]) for case, flags in found
    )
