"""What importing costs, asked of a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

import coderl

HEAVY = {"numpy", "scipy", "torch", "pydantic", "yaml", "click", "rich", "psutil", "transformers"}


def _loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_importing_coderl_loads_nothing_heavy() -> None:
    assert not _loaded_by("import coderl") & HEAVY


def test_the_overview_is_answered_without_click() -> None:
    code = (
        "sys.argv = ['coderl', '--help']\nfrom coderl.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert not done.code"
    )
    assert not _loaded_by(code) & HEAVY


@pytest.mark.parametrize("light", ["coderl.face", "coderl.judge.grade", "coderl.sandbox.zygote"])
def test_judging_loads_neither_numpy_nor_scipy_nor_torch(light: str) -> None:
    assert not _loaded_by(f"import {light}") & {"numpy", "scipy", "torch"}


@pytest.mark.parametrize("name", coderl.__all__)
def test_a_public_name_is_there(name: str) -> None:
    assert getattr(coderl, name) is not None
    assert name in dir(coderl)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = coderl.nonsense


def test_every_module_can_be_imported_alone() -> None:
    import pkgutil

    names = [
        m.name
        for m in pkgutil.walk_packages(coderl.__path__, "coderl.")
        if "__main__" not in m.name
    ]
    assert len(names) > 30
    for name in names:
        __import__(name)
