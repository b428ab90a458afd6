from __future__ import annotations

import json

import pytest

from coderl.cli import render
from coderl.complexity.growth import GrowthReport
from coderl.complexity.model import Fit, Growth, Measurement, Relative, Series
from coderl.judge.judgement import CaseResult, Judgement
from coderl.judge.verdict import Verdict
from coderl.sandbox.model import Tier

HOSTILE = "\x1b[2J\x07\x9b31m\r\u2028\u202e\udcff\x00end"


def judgement(count: int = 1, note: str = "") -> Judgement:
    cases = tuple(
        CaseResult(
            name=f"secret/{i}", verdict=Verdict.AC, cpu_s=0.1, wall_s=0.1, peak_memory_bytes=1
        )
        for i in range(count)
    )
    return Judgement(
        problem_id="p",
        language="python",
        verdict=Verdict.AC,
        cases=cases,
        total=max(1, count),
        tier=Tier.A,
        note=note,
    )


def report(**changes: object) -> GrowthReport:
    points = tuple(Measurement(n=n, cpu_s=(1e-6 * n, 2e-6 * n)) for n in (16, 32, 64))
    fit = Fit(growth=Growth.LINEAR, decided=True, plausible=(Growth.LINEAR,), weights={"O(n)": 1.0})
    base: dict[str, object] = dict(
        fit=fit,
        relative=None,
        expected="O(n)",
        series=Series(measurements=points),
        family="worst",
        cpu_s_spent=1.0,
        tier=Tier.A,
    )
    return GrowthReport(**{**base, **changes})  # type: ignore[arg-type]


def test_a_judgement_has_the_keys_that_were_promised() -> None:
    data = render.judgement_data("a.py", judgement(), None)
    assert {
        "file",
        "language",
        "problem",
        "verdict",
        "pass_rate",
        "passed",
        "total",
        "tier",
        "cases",
    } <= set(data)
    assert data["growth"] is None
    assert {"name", "verdict", "cpu_s", "wall_s", "peak_memory_bytes"} <= set(data["cases"][0])


def test_a_growth_has_the_keys_that_were_promised() -> None:
    relative = Relative(
        slope=0.0, slope_low=-0.1, slope_high=0.1, verdict="not_worse", ratio_at_largest=1.0
    )
    data = render.growth_data(report(relative=relative))
    wanted = {
        "growth",
        "decided",
        "plausible",
        "weights",
        "expected",
        "relative",
        "points",
        "cpu_s_spent",
        "tier",
    }
    assert wanted <= set(data)
    assert set(data["relative"]) == {
        "slope",
        "slope_low",
        "slope_high",
        "verdict",
        "ratio_at_largest",
    }
    assert data["points"][0] == {
        "n": 16,
        "cpu_s": 1.6e-5,
        "repeats": [1.6e-5, 3.2e-5],
        "reference_cpu_s": None,
        "censored": False,
    }
    json.dumps(data, allow_nan=False)


def test_json_is_one_line_of_ascii_whatever_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    render.emit({"text": HOSTILE, "name": "größe"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out[:-1].isascii()
    assert out[:-1].isprintable()
    assert json.loads(out) == {"text": HOSTILE, "name": "größe"}


def test_a_note_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    render.show_judgement("a.py", judgement(0, HOSTILE + "\nsecond line\tx"))
    out = capsys.readouterr().out
    assert all(c.isprintable() or c in "\n\t" for c in out)
    assert "end\nsecond line\tx" in out


def test_many_cases_are_cut_and_the_last_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    render.show_judgement("a.py", judgement(1000))
    out = capsys.readouterr().out
    assert out.count("\n") < 70
    assert "secret/999" in out
    assert "940 more cases are not shown" in out


NOTHING = Fit(growth=None, decided=False, plausible=(), weights={}, reason="too few sizes")
TIE = Fit(
    growth=Growth.LINEAR,
    decided=False,
    plausible=(Growth.LINEAR, Growth.LINEARITHMIC),
    weights={"O(n)": 0.5, "O(n log n)": 0.5},
    reason="a near tie",
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "O(n)  O(n) 100%   expected O(n)"),
        ({"fit": TIE}, "undecided: O(n) or O(n log n)   a near tie"),
        ({"fit": NOTHING, "series": Series(measurements=())}, "no growth: too few sizes"),
        ({"wrong_at": 512}, "differ from n = 512 on"),
        ({"ended": "it stopped"}, "the ladder ended early: it stopped"),
    ],
)
def test_a_growth_is_shown_in_words(
    capsys: pytest.CaptureFixture[str], change: dict[str, object], words: str
) -> None:
    render.show_growth(report(**change))
    assert words in capsys.readouterr().out
