"""One real sandbox for the tests here: the strongest that this machine gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coderl.errors import SandboxUnavailable
from coderl.face import open_sandbox
from coderl.sandbox.model import Sandbox


@pytest.fixture(scope="session")
def strongest() -> Iterator[Sandbox]:
    with open_sandbox() as sandbox:
        try:
            assert sandbox.tier
        except SandboxUnavailable as error:
            pytest.skip(str(error))
        yield sandbox
