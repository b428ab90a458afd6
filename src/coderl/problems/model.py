"""What is asked: a problem, its test cases, how outputs are compared, how inputs grow. Nothing is
read or run here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from coderl.records import record
from coderl.sandbox.model import Limits
from coderl.units import MIB

GROWTHS = (
    "O(1)", "O(log n)", "O(sqrt n)", "O(n)", "O(n log n)", "O(n sqrt n)",
    "O(n^2)", "O(n^2 log n)", "O(n^3)", "O(2^n)", "O(n!)",
)  # fmt: skip
"""The spellings of complexity.model.Growth, in its order: this floor may not import that one, so a
test compares them.
"""

VALIDATION = Limits(cpu_s=60.0, idle_s=10.0, memory_bytes=2048 * MIB, output_bytes=16 * MIB)
"""What a validator may use where the package does not say: what is usual, or more."""


@record
class Interface:
    """How a submission receives its input.

    `stdin`: a whole program, input on standard input, answer on standard output. `call`: a function
    `entry(*args)`, or the method of that name of a class `Solution`; case files hold JSON.
    """

    style: Literal["stdin", "call"] = "stdin"
    entry: str = ""


@record
class TestCase:
    """One test: what goes in and what a right answer looks like.

    `name` is the path below data/ without its suffix (`secret/01-large`). For call style `input` is
    a JSON array of the positional arguments and `expected` a JSON value. `comparison` is None where
    the problem's own holds, and set where the flags of a test group say otherwise: ask
    `Problem.comparison_of(case)`.
    """

    name: str
    input: bytes
    expected: bytes
    comparison: Comparison | None = None


@record
class Comparison:
    """How an output is compared with the expected one, in the terms of the Kattis default
    validator.

    `tokens` compares white-space separated tokens (call style: values); `exact` compares bytes;
    `unordered` compares tokens (call style: the elements of the outermost list) as multisets;
    `custom` runs `validator`, a source file or a folder of output_validators/. It speaks
    `protocol`: exit codes 42 and 43, or those of testlib. Tolerances apply to tokens that are
    numbers in the expected output.
    """

    kind: Literal["tokens", "exact", "unordered", "custom"] = "tokens"
    float_absolute: float | None = None
    float_relative: float | None = None
    case_sensitive: bool = False
    space_change_sensitive: bool = False
    validator: Path | None = None
    validator_args: tuple[str, ...] = ()
    protocol: Literal["kattis", "testlib"] = "kattis"


@record
class GeneratorSource:
    """A family of scaled inputs: Python source that defines `generate(n, seed)`. It runs in the
    sandbox only.

    `min_n` and `max_n` are its MIN_N and MAX_N, read from the syntax tree, not by running it.
    """

    name: str
    source: bytes
    min_n: int = 1
    max_n: int = 2**40


@record
class LabelledSubmission:
    """A submission, a file or a folder of files, with what it must get.

    `verdicts` is empty where nothing says what it must get. `growth` is None where nobody claims
    one.
    """

    path: Path
    verdicts: tuple[str, ...]
    growth: str | None = None


@record
class TimeRule:
    """How a time limit follows from the CPU time of the slowest accepted submission on its slowest
    case: `multiplier` times that, rounded up to a multiple of `resolution_s`.
    """

    multiplier: float
    resolution_s: float = 1.0


@record
class Problem:
    """A problem, whole.

    `interactive`: the validator of `comparison` talks with the submission, which sees no input.
    `passes`: how often the submission may be run for one case, each time on what the validator made
    of the last output; 1 where it is run once. `scoring`: the package gives points, and coderl only
    tells which cases are accepted. `time_rule` is None where the package states its time limit.
    `validation` is what one run of a validator may use.
    """

    id: str
    name: str
    statement: str
    interface: Interface
    limits: Limits
    cases: tuple[TestCase, ...]
    comparison: Comparison
    growth: str | None = None
    generators: tuple[GeneratorSource, ...] = ()
    submissions: tuple[LabelledSubmission, ...] = ()
    folder: Path | None = None
    interactive: bool = False
    passes: int = 1
    scoring: bool = False
    time_rule: TimeRule | None = None
    validation: Limits = VALIDATION

    def comparison_of(self, case: TestCase) -> Comparison:
        """How the output of this case is compared."""
        return case.comparison or self.comparison


@record
class Match:
    """Whether an output is right; the note says for a person where it is not."""

    right: bool
    note: str = ""


@runtime_checkable
class Checker(Protocol):
    """Decides whether an output matches."""

    def __call__(self, input: bytes, expected: bytes, actual: bytes) -> Match:
        """Compare one output."""
        ...


@runtime_checkable
class ProblemSource(Protocol):
    """Where problems come from."""

    def ids(self) -> tuple[str, ...]:
        """The ids of all problems, sorted."""
        ...

    def get(self, problem_id: str) -> Problem:
        """One problem. Raises ProblemError, naming near ids, where there is none."""
        ...
