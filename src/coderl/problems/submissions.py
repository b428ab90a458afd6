"""The labelled submissions of a package: a folder's name, a tag in the source and submissions.yaml
say what each must get.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, cast

from coderl.errors import ConfigError, ProblemError
from coderl.problems.folder import entries, keys_of, read_keys
from coderl.problems.labels import FOLDERS, OTHER_FOLDERS, VERDICTS, tagged
from coderl.problems.metadata import growth_of
from coderl.problems.model import LabelledSubmission
from coderl.records import from_mapping, record

_TYPO = 0.8


@record
class SubmissionKeys:
    """The keys of one pattern; `growth` is coderl's own, `expectation` is of older drafts."""

    language: Any = None
    entrypoint: Any = None
    authors: Any = None
    author: Any = None
    model_solution: Any = None
    permitted: Any = None
    required: Any = None
    expectation: Any = None
    expectations: Any = None
    score: Any = None
    message: Any = None
    use_for_time_limit: Any = None
    use_for_timelimit: Any = None
    growth: Any = None


def read_submissions(folder: Path) -> tuple[LabelledSubmission, ...]:
    """Read what lies below submissions/, sorted. Raises ProblemError, ConfigError."""
    root = folder / "submissions"
    if not root.is_dir():
        return ()
    rules = _read_rules(root / "submissions.yaml")
    programs: list[Path] = []
    for group in entries(root):
        if group.is_dir():
            programs += entries(group)
        elif group.name != "submissions.yaml" and group.suffix not in (".md", ".txt"):
            raise ProblemError(
                f"{group}: move it into a folder that says what it must get, such as accepted/"
            )
    _refuse_rules_without_submission(root, rules, programs)
    return tuple(_label(root, program, rules) for program in programs)


def _label(root: Path, program: Path, rules: dict[str, SubmissionKeys]) -> LabelledSubmission:
    """Apply the folder, else the tag, then every pattern that matches: verdicts narrow each other,
    the last growth holds. Where nothing tells, nothing is expected.
    """
    group = program.parent.name
    yaml = root / "submissions.yaml"
    allowed = set(VERDICTS)
    labelled, growth = False, None
    if group not in rules or _verdicts(rules[group], f"{yaml}: {group}") is None:
        by_folder = FOLDERS.get(group) or OTHER_FOLDERS.get(group)
        said = tagged(program) or by_folder
        if said is not None:
            allowed, labelled = set(said), True
    for pattern, keys in rules.items():
        if not _matches(pattern, program.relative_to(root).as_posix()):
            continue
        verdicts = _verdicts(keys, f"{yaml}: {pattern}")
        if verdicts is not None:
            allowed, labelled = allowed & verdicts, True
        if keys.growth is not None:
            growth = growth_of(keys.growth, f"{yaml}: {pattern}.growth")
    if not labelled:
        _refuse_typo(program.parent)
        return LabelledSubmission(path=program, verdicts=(), growth=growth)
    if not allowed:
        raise ConfigError(
            f"{yaml}: {program.relative_to(root)}: its folder and patterns allow no common verdict"
        )
    return LabelledSubmission(
        path=program, verdicts=tuple(v for v in VERDICTS if v in allowed), growth=growth
    )


def _refuse_typo(folder: Path) -> None:
    """Raise ProblemError where a folder looks like one that would have said what to expect."""
    near = difflib.get_close_matches(folder.name.lower(), FOLDERS, n=1, cutoff=_TYPO)
    if near:
        raise ProblemError(
            f"{folder}: unknown folder, did you mean {near[0]}? If not, write '{folder.name}: "
            "{permitted: [AC]}' into submissions.yaml"
        )


def _read_rules(path: Path) -> dict[str, SubmissionKeys]:
    if not path.exists():
        return {}
    rules: dict[str, SubmissionKeys] = {}
    for pattern, data in read_keys(path).items():
        where = f"{path}: {pattern}"
        keys = keys_of(data, where=where)
        # Requirements for one test group: known to the format, not checked by coderl.
        own = {
            name: value
            for name, value in keys.items()
            if name.split("/")[0] not in ("sample", "secret")
        }
        rules[pattern] = from_mapping(SubmissionKeys, own, where=where)
    return rules


def _verdicts(keys: SubmissionKeys, where: str) -> set[str] | None:
    """What the first verdict that is not AC may be, or None where nothing is said."""
    expected = keys.expectation if keys.expectation is not None else keys.expectations
    if expected is not None:
        return _names(expected, f"{where}.expectation")
    if keys.permitted is None and keys.required is None:
        return None
    every: set[str] = {*VERDICTS} - {"CE"}
    permitted = (
        _names(keys.permitted, f"{where}.permitted") if keys.permitted is not None else every
    )
    required = _names(keys.required, f"{where}.required") if keys.required is not None else every
    return permitted if "AC" in required else permitted & required


def _names(value: object, where: str) -> set[str]:
    names: set[str] = set()
    for name in cast("list[object]", value) if isinstance(value, list) else [value]:
        verdict = {"RTE": "RE"}.get(name, name) if isinstance(name, str) else ""
        if verdict not in VERDICTS:
            raise ConfigError(
                f"{where}: {ascii(name)[:40]} is no verdict, write some of {', '.join(VERDICTS)}"
            )
        names.add(verdict)
    return names


def _matches(pattern: str, name: str) -> bool:
    """Whether a pattern covers a path or a folder above it; `*` stays within one name."""
    return re.match(_regex(pattern) + r"(?:/|\Z)", name) is not None


def _regex(pattern: str) -> str:
    def part(match: re.Match[str]) -> str:
        if match[0] == "*":
            return "[^/]*"
        return (
            "(?:" + "|".join(_regex(choice) for choice in match[1].split(",")) + ")"
            if match[1] is not None
            else re.escape(match[0])
        )

    return re.sub(r"\{([^{}]*)\}|\*|[^*]", part, pattern.rstrip("/"))


def _refuse_rules_without_submission(
    root: Path, rules: dict[str, SubmissionKeys], programs: list[Path]
) -> None:
    names = [program.relative_to(root).as_posix() for program in programs]
    for pattern in rules:
        plain = not set(pattern) & set("*{") and pattern not in FOLDERS
        if plain and not any(_matches(pattern, name) for name in names):
            near = difflib.get_close_matches(pattern, names, n=1)
            mend = f"did you mean {near[0]}?" if near else "remove it or add the file"
            raise ConfigError(f"{root / 'submissions.yaml'}: {pattern}: no such submission, {mend}")
