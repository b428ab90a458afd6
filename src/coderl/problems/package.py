"""Problem packages in the Kattis/ICPC format: a folder becomes a Problem. What a file means is said
in its own module.
"""

from __future__ import annotations

import difflib
from pathlib import Path

from coderl.errors import ProblemError
from coderl.problems.cases import read_cases
from coderl.problems.families import read_generators
from coderl.problems.folder import entries, read_text, refuse_links_out
from coderl.problems.metadata import read_metadata
from coderl.problems.model import Problem
from coderl.problems.submissions import read_submissions


def read_package(folder: Path) -> Problem:
    """Read one problem package; its id is the folder's name.

    Raises ProblemError or ConfigError, in one line that names the file, the key and the mend.
    """
    if not folder.is_dir():
        raise ProblemError(f"{folder}: is not a folder, name the folder that holds problem.yaml")
    refuse_links_out(folder)
    metadata = read_metadata(folder)
    comparison, cases = read_cases(
        folder, metadata.comparison, metadata.interface, scoring=metadata.scoring
    )
    return Problem(
        id=folder.resolve().name,
        name=metadata.name,
        statement=_statement(folder),
        interface=metadata.interface,
        limits=metadata.limits,
        cases=cases,
        comparison=comparison,
        growth=metadata.growth,
        generators=read_generators(folder, strict=metadata.growth is not None),
        submissions=read_submissions(folder),
        folder=folder,
        interactive=metadata.interactive,
        passes=metadata.passes,
        scoring=metadata.scoring,
        time_rule=metadata.time_rule,
        validation=metadata.validation,
    )


def _statement(folder: Path) -> str:
    """The statement, English and Markdown first; empty where there is no text (a PDF)."""
    found: list[tuple[bool, bool, Path]] = []
    for name in ("statement", "problem_statement"):
        if (folder / name).is_dir():
            for path in entries(folder / name):
                stem, _, language = path.stem.partition(".")
                if stem == "problem" and path.suffix in (".md", ".tex"):
                    found.append((language not in ("", "en"), path.suffix == ".tex", path))
    return read_text(min(found)[2]) if found else ""


class PackageSource:
    """The problem packages in a folder; each is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Problem] = {}

    def __reduce__(self) -> tuple[type[PackageSource], tuple[Path]]:
        return (PackageSource, (self.folder,))

    def ids(self) -> tuple[str, ...]:
        """The folders that hold a problem.yaml, sorted. Raises ProblemError without any folder."""
        return tuple(path.name for path in entries(self.folder) if (path / "problem.yaml").exists())

    def get(self, problem_id: str) -> Problem:
        """One problem. Raises ProblemError, naming near ids, where there is none."""
        if problem_id not in self._read:
            known = self.ids()
            if problem_id not in known:
                raise ProblemError(
                    f"{_unknown(problem_id, known)} {self.folder} holds {len(known)} problems"
                )
            self._read[problem_id] = read_package(self.folder / problem_id)
        return self._read[problem_id]


def _unknown(problem_id: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(problem_id, known, n=3)
    return f"no problem {problem_id[:80]!a}:" + (
        f" did you mean {' or '.join(near)}?" if near else ""
    )


def bundled() -> PackageSource:
    """The packages that come with coderl: in the wheel, or in problems/ of a source checkout."""
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "_problems", here.parents[3] / "problems"):
        if folder.is_dir():
            return PackageSource(folder)
    raise ProblemError("the bundled problems are missing from this installation, reinstall coderl")


def find_problem(id_or_folder: str) -> Problem:
    """The problem in a folder, or the bundled problem of that id.

    A folder without problem.yaml does not hide a bundled id. Raises ProblemError, naming near ids.
    """
    folder = Path(id_or_folder)
    try:
        is_folder, is_package = folder.is_dir(), (folder / "problem.yaml").exists()
    except (OSError, ValueError):
        is_folder = is_package = False
    source = bundled()
    known = source.ids()
    if id_or_folder and (is_package or (is_folder and id_or_folder not in known)):
        return read_package(folder)
    if id_or_folder in known:
        return source.get(id_or_folder)
    mend = "'coderl problem list' shows all, the folder of a package works too"
    raise ProblemError(f"{_unknown(id_or_folder, known)} {mend}")
