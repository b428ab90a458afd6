from __future__ import annotations

import pytest

from coderl.cli.plot import plot


@pytest.mark.parametrize("points", [[], [(1, 1.0)], [(0, 1.0), (1, 0.0)], [(5, -1.0), (6, 1.0)]])
def test_less_than_two_points_are_no_curve(points: list[tuple[int, float]]) -> None:
    assert plot(points) == []


def test_a_power_of_n_is_a_straight_line_from_corner_to_corner() -> None:
    lines = plot([(2**k, 1e-6 * 4**k) for k in range(12)], width=44, height=9)
    assert len(lines) == 11
    assert lines[0].endswith("●")
    assert lines[8].split("│")[1].startswith("●")
    assert "n = 1" in lines[-1]
    assert lines[-1].endswith("2048")


@pytest.mark.parametrize(
    "points",
    [
        [(1, 1e-9), (2, 1e-9)],
        [(1, 1e-9), (2**62, 1e9)],
        [(7, 1.0), (7, 2.0)],
        [(1, 1.0), (2, 1e-6), (3, 1.0)],
        [(n, n / 3) for n in range(1, 200)],
    ],
)
@pytest.mark.parametrize("size", [(44, 9), (10, 2), (120, 30)])
def test_any_curve_stays_inside_its_frame(
    points: list[tuple[int, float]], size: tuple[int, int]
) -> None:
    width, height = size
    lines = plot(points, width=width, height=height)
    assert len(lines) == height + 2
    assert all(len(line.split("│")[1]) <= width for line in lines[:height])
    assert sum(line.count("●") for line in lines) >= 1
