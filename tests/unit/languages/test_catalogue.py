from __future__ import annotations

from pathlib import Path

import pytest

from coderl.errors import UsageError
from coderl.languages.catalogue import LANGUAGES, language, language_of


@pytest.mark.parametrize(
    ("name", "known"),
    [("python", "python"), ("Python 3".replace(" ", ""), "python"), ("py", "python")]
    + [(name, "cpp") for name in ("cpp", "C++", "c++20", "g++", "CPP")],
)
def test_a_language_has_the_names_that_people_use(name: str, known: str) -> None:
    assert language(name).name == known


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("pyhton", "did you mean python"),
        ("cobol", "known: python, cpp"),
        ("", "known:"),
        ("\0", "known:"),
    ],
)
def test_an_unknown_language_is_an_error_with_the_mend(name: str, mend: str) -> None:
    with pytest.raises(UsageError, match="unknown language") as caught:
        language(name)
    assert mend in str(caught.value)


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("a.py", "python"),
        ("x/y.cpp", "cpp"),
        ("y.cc", "cpp"),
        ("y.cxx", "cpp"),
        ("a.b.py", "python"),
    ],
)
def test_the_suffix_tells_the_language(path: str, known: str) -> None:
    assert language_of(Path(path)).name == known


@pytest.mark.parametrize("path", ["a", "a.txt", ".py", "py", "a.PY", "a.h", "folder/"])
def test_a_suffix_that_no_language_claims_is_an_error_that_names_the_option(path: str) -> None:
    with pytest.raises(UsageError, match="--language"):
        language_of(Path(path))


def test_no_two_languages_claim_a_suffix() -> None:
    suffixes = [suffix for known in LANGUAGES.values() for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_what_is_compiled_has_a_package_that_installs_its_compiler() -> None:
    for known in LANGUAGES.values():
        assert (known.kind != "python") == bool(known.build) == bool(known.package)
