"""Option types and options that several verbs share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import click

from coderl.errors import UsageError
from coderl.sandbox.model import Tier
from coderl.units import parse_bytes, parse_seconds


class Seconds(click.ParamType):
    """A duration above 0: "2s", "250ms", "0.5"."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the text; a bad one is a usage error that names the option."""
        return _positive(parse_seconds, value, param, "2s")


class Bytes(click.ParamType):
    """A size above 0: "256MiB", "64kB", "1024"."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the text; a bad one is a usage error that names the option."""
        return int(_positive(parse_bytes, value, param, "256MiB"))


def _positive(
    parse: Callable[[Any], float], value: Any, param: click.Parameter | None, example: str
) -> float:
    option = param.opts[0] if param else "value"
    try:
        amount = parse(value)
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from None
    if not amount > 0 or math.isinf(amount):
        raise UsageError(f"{option}: must be above 0, for example {example}, found {value!r}")
    return amount


tier_option = click.option(
    "--tier",
    type=click.Choice([t.value for t in Tier]),
    help="Use just this isolation tier (C is never chosen by itself).",
)
require_tier_option = click.option(
    "--require-tier",
    type=click.Choice([t.value for t in Tier]),
    help="Refuse to run with weaker isolation than this.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line on stdout."
)
language_option = click.option(
    "--language", metavar="L", help="python or cpp; by the file's suffix where it is left out."
)
