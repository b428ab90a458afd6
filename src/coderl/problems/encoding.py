"""How a test case becomes the input of a run: bytes as they are, or arguments from JSON."""

from __future__ import annotations

import json
from typing import cast

from coderl.errors import ProblemError
from coderl.problems.model import Problem, TestCase
from coderl.sandbox.inside.wire import encode_arguments, frame


def input_of(problem: Problem, case: TestCase) -> bytes:
    """The input of a run for one case. Raises ProblemError where a call-style case is not a JSON
    array of arguments.
    """
    if problem.interface.style == "stdin":
        return case.input
    where = f"{problem.id}: data/{case.name}.in"
    try:
        arguments = json.loads(case.input)
    except (ValueError, RecursionError) as error:
        raise ProblemError(f"{where}: is not JSON: {error}") from None
    if not isinstance(arguments, list):
        raise ProblemError(
            f"{where}: must be a JSON array of the arguments, found {type(arguments).__name__}"
        )
    return frame([encode_arguments(tuple(cast("list[object]", arguments)))])
