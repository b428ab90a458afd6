from __future__ import annotations

import marshal
from collections.abc import Callable
from typing import Literal

import pytest

from coderl.complexity.inputs import Inputs, TooLarge
from coderl.errors import ProblemError
from coderl.problems.model import GeneratorSource
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.inside.wire import frame, frames_of
from coderl.sandbox.model import LoadFailure, Outcome, Program, Stop, Tier

GENERATOR = GeneratorSource(name="gen", source=b"GEN")


def made(
    answer: Callable[[int, int], bytes], asked: list[tuple[int, int]] | None = None
) -> FakeSandbox:
    def play(program: Program, data: bytes) -> bytes:
        pairs = [marshal.loads(one) for one, _ in frames_of(data)]
        if asked is not None:
            asked.extend(pairs)
        return frame([answer(*pair) for pair in pairs])

    return FakeSandbox(play)


def failing(**changes: object) -> FakeSandbox:
    base: dict[str, object] = dict(
        exit_code=0,
        signal=None,
        stopped_by=None,
        cpu_s=0.0,
        wall_s=0.0,
        peak_memory_bytes=0,
        stdout=b"",
        stderr=b"",
        tier=Tier.A,
        result=b"",
    )
    return FakeSandbox(lambda program, data: Outcome(**{**base, **changes}))  # type: ignore[arg-type]


def test_inputs_are_made_once_with_the_seeds_from_0() -> None:
    asked: list[tuple[int, int]] = []
    inputs = Inputs(made(lambda n, seed: b"B%d %d" % (n, seed), asked), GENERATOR, "stdin")
    assert inputs.get(8, 2) == [b"8 0", b"8 1"]
    assert inputs.get(8, 1) == [b"8 0"]
    assert inputs.get(8, 3) == [b"8 0", b"8 1", b"8 2"]
    assert asked == [(8, 0), (8, 1), (8, 2)]


@pytest.mark.parametrize(
    ("style", "answer", "wanted"),
    [
        ("call", b"B1 2", "a tuple of the positional arguments"),
        ("stdin", b"T" + marshal.dumps((1,)), "str or bytes"),
        ("call", b"", "a tuple"),
        ("stdin", b"X", "str or bytes"),
    ],
)
def test_an_input_of_the_other_style_is_the_generators_fault(
    style: Literal["call", "stdin"], answer: bytes, wanted: str
) -> None:
    inputs = Inputs(made(lambda n, seed: answer), GENERATOR, style)
    with pytest.raises(
        ProblemError, match=rf"generator gen: generate\(8, 0\) must return {wanted}"
    ):
        inputs.get(8, 1)


@pytest.mark.parametrize("result", [b"", b"x", b"\x01" * 7, b"\xff" * 100, frame([b"B1", b"B2"])])
def test_a_result_that_is_not_one_input_is_the_generators_fault(result: bytes) -> None:
    with pytest.raises(ProblemError, match="must return"):
        Inputs(failing(result=result), GENERATOR, "stdin").get(8, 1)


def test_a_generator_that_raises_is_named_with_its_last_line() -> None:
    sandbox = failing(exit_code=1, stderr=b"Traceback\n  x\nValueError: \x1b[31mno")
    with pytest.raises(ProblemError, match=r"generate\(8, 0\) failed: ValueError") as caught:
        Inputs(sandbox, GENERATOR, "call").get(8, 1)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("stop", [Stop.CPU, Stop.IDLE, Stop.MEMORY, Stop.OUTPUT])
def test_a_generator_that_is_stopped_could_not_make_this_size(stop: Stop) -> None:
    with pytest.raises(TooLarge, match=f"{stop} limit"):
        Inputs(failing(exit_code=None, signal=9, stopped_by=stop), GENERATOR, "call").get(8, 1)


def test_a_generator_that_is_not_python_is_the_packages_fault() -> None:
    def load(program: Program) -> None:
        raise LoadFailure("SyntaxError: x")

    with pytest.raises(ProblemError, match="gen: is not Python"):
        Inputs(FakeSandbox(lambda p, d: b"", load=load), GENERATOR, "call")


def test_what_an_input_costs_grows_with_its_size() -> None:
    inputs = Inputs(failing(cpu_s=0.1, result=frame([b"B1"])), GENERATOR, "stdin")
    inputs.get(100, 1)
    assert inputs.cost_s(50) == pytest.approx(0.1)
    assert inputs.cost_s(200) == pytest.approx(0.2)
    assert inputs.cpu_s == pytest.approx(0.1)
