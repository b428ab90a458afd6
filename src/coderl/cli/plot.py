"""A growth curve in the terminal: both axes logarithmic, a power of n is a straight line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from coderl.units import format_seconds

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # a braille cell: 2 wide, 4 high


def plot(points: Sequence[tuple[int, float]], *, width: int = 44, height: int = 9) -> list[str]:
    """Draw (n, seconds) points joined by lines; one string a line, without a line's end."""
    shown = [(n, s) for n, s in points if n > 0 and s > 0]
    if len(shown) < 2:
        return []
    xs = [math.log(n) for n, _ in shown]
    ys = [math.log(s) for _, s in shown]
    columns, rows = 2 * width - 1, 4 * height - 1
    x_of = _scaler(min(xs), max(xs), columns)
    y_of = _scaler(min(ys), max(ys), rows)
    spots = [(x_of(x), rows - y_of(y)) for x, y in zip(xs, ys, strict=True)]
    cells = [[0] * width for _ in range(height)]
    for (x0, y0), (x1, y1) in pairwise(spots):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for i in range(0, steps + 1, 2):
            _dot(cells, round(x0 + (x1 - x0) * i / steps), round(y0 + (y1 - y0) * i / steps))
    canvas = [[chr(0x2800 + bits) if bits else " " for bits in row] for row in cells]
    for x, y in spots:
        canvas[y // 4][x // 2] = "●"
    top, bottom = format_seconds(max(s for _, s in shown)), format_seconds(min(s for _, s in shown))
    margin = max(len(top), len(bottom))
    labels = {0: top, height - 1: bottom}
    lines = [
        f"{labels.get(i, ''):>{margin}} │{''.join(row).rstrip()}" for i, row in enumerate(canvas)
    ]
    low, high = f"n = {shown[0][0]}", str(shown[-1][0])
    lines.append(f"{'':>{margin}} └{'─' * width}")
    lines.append(f"{'':>{margin}}  {low}{high:>{width - len(low)}}")
    return lines


def _scaler(low: float, high: float, most: int) -> Callable[[float], int]:
    span = high - low or 1.0
    return lambda value: round((value - low) / span * most)


def _dot(cells: list[list[int]], x: int, y: int) -> None:
    cells[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
