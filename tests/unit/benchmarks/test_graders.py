"""Against checkouts made here that answer without running anything."""

from pathlib import Path

import pytest

from benchmarks.sandbox.graders import HumanEval, LiveCodeBench
from benchmarks.sandbox.programs import tests as some_tests
from benchmarks.sandbox.ways import Unavailable

ALWAYS = "def check_correctness(sample, generation, timeout, debug=True):\n    return {}, {{}}\n"
BY_SOURCE = """
import json

def check_correctness(sample, generation, timeout, debug=True):
    print("graders print")
    tests = json.loads(sample["input_output"])
    right = "a + b + c" in generation
    return [True] * len(tests["inputs"]) if right else [-2], {}
"""
FUNCTION_BY_SOURCE = """
def check_correctness(problem, completion, timeout):
    compile(problem["test"], "test", "exec")
    return {"passed": "a + b + c" in completion}
"""


def checkout(folder: Path, text: str) -> Path:
    package = folder / "lcb_runner" / "evaluation"
    package.mkdir(parents=True)
    (package / "compute_code_generation_metrics.py").write_text(text)
    return folder


def why(way: LiveCodeBench | HumanEval) -> Unavailable:
    try:
        with pytest.raises(Unavailable) as caught:
            way.start(1)
    finally:
        way.stop()
    return caught.value


def test_a_grader_that_tells_right_from_wrong_is_measured(tmp_path: Path) -> None:
    way = LiveCodeBench(checkout(tmp_path, BY_SOURCE))
    try:
        way.start(2)
        assert len(set(way.servers())) == 2
        assert way.submission(0, some_tests(1))
        assert way.submission(1, some_tests(30))
    finally:
        way.stop()


def test_a_grader_of_functions_gets_assertions_that_compile(tmp_path: Path) -> None:
    (tmp_path / "human_eval").mkdir()
    (tmp_path / "human_eval" / "execution.py").write_text(FUNCTION_BY_SOURCE)
    way = HumanEval(tmp_path)
    try:
        way.start(1)
        assert way.submission(0, some_tests(30))
    finally:
        way.stop()


@pytest.mark.parametrize(
    ("answer", "said"), [("[True]", "accepts a wrong"), ("[-2]", "refuses a right")]
)
def test_a_grader_that_runs_nothing_is_no_peer(tmp_path: Path, answer: str, said: str) -> None:
    error = why(LiveCodeBench(checkout(tmp_path, ALWAYS.format(answer))))
    assert said in str(error)


def test_a_missing_module_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    error = why(LiveCodeBench(checkout(tmp_path, "import no_such_module_at_all\n")))
    assert "no_such_module_at_all" in str(error)
    assert error.bring == "pip install numpy tqdm"


def test_a_folder_that_is_no_checkout_says_so(tmp_path: Path) -> None:
    error = why(LiveCodeBench(tmp_path))
    assert "no checkout of it" in str(error)
    assert "--livecodebench DIR" in error.bring


def test_without_a_checkout_the_option_is_named() -> None:
    error = why(HumanEval(None))
    assert str(error) == "no checkout was named"
    assert "--human-eval DIR" in error.bring


def test_a_grader_that_dies_is_no_peer_and_no_hang(tmp_path: Path) -> None:
    dies = BY_SOURCE.replace('print("graders print")', 'print(end="", flush=True); quit()')
    assert "refuses a right" in str(why(LiveCodeBench(checkout(tmp_path, dies))))
