"""Option types and options that several verbs share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypedDict

import click

from coderl.errors import UsageError
from coderl.sandbox.model import Tier
from coderl.units import GIB, parse_bytes, parse_seconds

_MOST_SECONDS = 86400.0
_MOST_BYTES = 1024 * GIB


class Seconds(click.ParamType[float]):
    """A duration above 0: "2s", "250ms", "0.5"."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the text; a bad one is a usage error that names the option."""
        return _within(parse_seconds, value, param, _MOST_SECONDS, "1 day", "2s")


class Bytes(click.ParamType[int]):
    """A size above 0: "256MiB", "64kB", "1024"."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the text; a bad one is a usage error that names the option."""
        return int(_within(parse_bytes, value, param, _MOST_BYTES, "1 TiB", "256MiB"))


def _within(
    parse: Callable[[Any], float],
    value: Any,
    param: click.Parameter | None,
    most: float,
    shown: str,
    example: str,
) -> float:
    option = param.opts[0] if param else "value"
    try:
        amount = parse(value)
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from None
    if not 0 < amount <= most:
        bound = "above 0" if not amount > 0 else f"at most {shown}"
        raise UsageError(f"{option}: must be {bound}, for example {example}, found {value!r}")
    return amount


class Isolation(TypedDict):
    """What `coderl.open_sandbox` is asked for."""

    sandbox: str
    image: str | None
    tier: str | None
    require_tier: str | None


_TIERS = click.Choice([t.value for t in Tier])
_ISOLATION = (
    click.option(
        "--sandbox",
        type=click.Choice(["embedded", "docker"]),
        default="embedded",
        show_default=True,
        help="Run on this machine itself, or in a container.",
    ),
    click.option("--image", metavar="NAME", help="The image of --sandbox docker."),
    click.option(
        "--tier", type=_TIERS, help="Use just this isolation tier (C is never chosen by itself)."
    ),
    click.option(
        "--require-tier", type=_TIERS, help="Refuse to run with weaker isolation than this."
    ),
)


def isolation_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that choose a sandbox; the command gets them as one `isolation`."""

    @functools.wraps(command)
    def with_isolation(
        *,
        sandbox: str,
        image: str | None,
        tier: str | None,
        require_tier: str | None,
        **others: Any,
    ) -> int:
        chosen = Isolation(sandbox=sandbox, image=image, tier=tier, require_tier=require_tier)
        return command(isolation=chosen, **others)

    for option in reversed(_ISOLATION):
        with_isolation = option(with_isolation)
    return with_isolation


json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line on stdout."
)
language_option = click.option(
    "--language", metavar="L", help="python or cpp; by the file's suffix where it is left out."
)
