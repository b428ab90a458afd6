"""`coderl run`: one program, once, under limits. Nothing is judged."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coderl.cli import render
from coderl.cli.options import (
    Bytes,
    Isolation,
    Seconds,
    isolation_options,
    json_option,
    language_option,
)
from coderl.errors import UsageError
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Tier
from coderl.units import GIB, format_bytes, format_seconds

_MOST_BYTES = 1 * GIB


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--stdin",
    "stdin_path",
    metavar="PATH",
    help="The program's standard input; - is ours, left out it is empty.",
)
@click.option("--cpu", type=Seconds(), default="2s", show_default=True, help="CPU time.")
@click.option(
    "--idle",
    type=Seconds(),
    default="4s",
    show_default=True,
    help="Time neither running nor waiting for a core.",
)
@click.option("--memory", type=Bytes(), default="256MiB", show_default=True, help="Memory.")
@click.option(
    "--output", type=Bytes(), default="64MiB", show_default=True, help="Each of stdout and stderr."
)
@language_option
@isolation_options
@json_option
def command(
    file: str,
    stdin_path: str | None,
    cpu: float,
    idle: float,
    memory: int,
    output: int,
    language: str | None,
    isolation: Isolation,
    as_json: bool,
) -> int:
    """Run FILE in the sandbox.

    Without --json its output is passed on as it is, and a line on stderr says what happened. Exit
    code 0 where it ended by itself with exit code 0, else 1.
    """
    from coderl.face import open_sandbox, submission_of
    from coderl.languages.build import build
    from coderl.languages.model import BuildFailure

    submission = submission_of(Path(file), language)
    data = _read(stdin_path)
    limits = Limits(cpu_s=cpu, idle_s=idle, memory_bytes=memory, output_bytes=output)
    with open_sandbox(**isolation) as sandbox:
        try:
            with sandbox.open(build(submission, sandbox)) as session:
                outcome = session.run(data, limits)
        except (BuildFailure, LoadFailure) as failure:
            return _not_built(str(failure), sandbox.tier, as_json)
    if as_json:
        render.emit(_data(outcome))
    else:
        _show(outcome)
    return 0 if outcome.ok else 1


def _read(path: str | None) -> bytes:
    if path is None:
        return b""
    try:
        with sys.stdin.buffer if path == "-" else Path(path).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"--stdin {path}: cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise UsageError(f"--stdin {path}: is longer than {format_bytes(_MOST_BYTES)}")
    return data


def _data(outcome: Outcome) -> dict[str, object]:
    return {
        "exit_code": outcome.exit_code,
        "signal": outcome.signal,
        "stopped_by": outcome.stopped_by.value if outcome.stopped_by else None,
        "cpu_s": outcome.cpu_s,
        "wall_s": outcome.wall_s,
        "peak_memory_bytes": outcome.peak_memory_bytes,
        "stdout": outcome.stdout.decode("utf-8", "backslashreplace"),
        "stderr": outcome.stderr.decode("utf-8", "backslashreplace"),
        "tier": outcome.tier.value,
    }


def _show(outcome: Outcome) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(outcome.stdout)
    sys.stdout.buffer.flush()
    sys.stderr.buffer.write(outcome.stderr)
    end = f"signal {outcome.signal}" if outcome.signal else f"exit code {outcome.exit_code}"
    stopped = f", stopped by the {outcome.stopped_by} limit" if outcome.stopped_by else ""
    sys.stderr.write(
        f"coderl: {end}{stopped}, {format_seconds(outcome.cpu_s)} CPU, "
        f"{format_seconds(outcome.wall_s)} wall, "
        f"{format_bytes(outcome.peak_memory_bytes)}, tier {outcome.tier}\n"
    )


def _not_built(message: str, tier: Tier, as_json: bool) -> int:
    if as_json:
        nothing = dict.fromkeys(
            ("exit_code", "signal", "stopped_by", "cpu_s", "wall_s", "peak_memory_bytes")
        )
        render.emit(
            {
                **nothing,
                "stdout": "",
                "stderr": message,
                "tier": tier.value,
                "compile_error": message,
            }
        )
    else:
        sys.stderr.write(f"coderl: CE: {render.plain(message)}\n")
    return 1
