"""The command line: verbs, errors, exit codes. A verb's file is loaded when it is called, and click
when it is needed.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import click

VERBS = {
    "grade": "Judge submissions: a verdict for every test case.",
    "fit": "Measure how the cost of a program grows with its input.",
    "run": "Run one program under limits and tell what happened.",
    "problem": "List, show, make and check problem packages.",
    "doctor": "Tell what this machine can do, and what mends what it cannot.",
}
_EXIT_USAGE, _EXIT_FAILED, _EXIT_INTERRUPTED, _EXIT_PIPE = 2, 3, 130, 141


def overview() -> str:
    """What `coderl --help` prints."""
    width = max(map(len, VERBS)) + 2
    rows = "\n".join(f"  {name:<{width}}{text}" for name, text in VERBS.items())
    return (
        "Usage: coderl [OPTIONS] COMMAND [ARGS]...\n\n"
        "  Is this code right, and how does its cost grow?\n\n"
        "Options:\n  --version  Show the version and exit.\n  --help     Show this message and "
        "exit.\n\n"
        f"Commands:\n{rows}\n\n"
        "Exit codes: 0 accepted, 1 judged and not accepted, 2 usage, 3 our sandbox failed.\n"
        "`coderl COMMAND --help` tells more; every command has --json.\n"
    )


def main() -> None:
    """The `coderl` command."""
    _mend_streams()
    try:
        code = _answer(sys.argv[1:])
        sys.stdout.flush()
    except OSError as error:
        code = _lost(error)
    sys.exit(code)


def _mend_streams() -> None:
    """Let no stream be missing, and no text be unprintable: a closed one becomes the null device,
    so that no other file takes its number; a letter that a terminal does not know is escaped.
    """
    streams: dict[str, TextIO | None] = {
        name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")
    }
    if None in streams.values():
        import os

        while os.open(os.devnull, os.O_RDWR) < 2:
            pass
        for number, name in enumerate(streams):
            if streams[name] is None:
                mode = "w" if number else "r"
                setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _answer(arguments: list[str]) -> int:
    # answered without click: it takes longer to load than to answer
    if arguments in ([], ["--help"], ["-h"], ["help"]):
        sys.stdout.write(overview())
        return 0 if arguments else _EXIT_USAGE
    if arguments == ["--version"]:
        from coderl import __version__

        print(f"coderl {__version__}")
        return 0
    return _run(arguments)


def _lost(error: OSError) -> int:
    """End without the output: its reader has gone (quietly, as by SIGPIPE), or a disk is full."""
    import errno
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return _EXIT_PIPE
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO)
    what = error.filename or ("the output" if full else "the system")
    _complain(f"{what}: {error.strerror}")
    return _EXIT_FAILED


def _run(arguments: list[str]) -> int:
    import click

    from coderl.errors import CoderlError

    verb, rest = arguments[0], arguments[1:]
    try:
        command = _command(verb)
        # not command.main: it turns a broken pipe into exit code 1, which says "not accepted" here
        with command.make_context(f"coderl {verb}", rest) as context:
            result: Any = command.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else f"coderl {verb}"
        _complain(f"{error.format_message().rstrip('.')} (see `{path} --help`)")
        return _EXIT_USAGE
    except CoderlError as error:
        _complain(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _complain("interrupted")
        return _EXIT_INTERRUPTED


def _complain(text: str) -> None:
    line = " ".join(part.strip() for part in text.splitlines())
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
    sys.stderr.write(f"coderl: error: {shown}\n")


def _command(verb: str) -> click.Command:
    """The command of a verb. Raises UsageError for one that there is not."""
    import importlib

    if verb in VERBS:
        return importlib.import_module(f"coderl.cli.{verb}").command
    from difflib import get_close_matches

    from coderl.errors import UsageError

    near = get_close_matches(verb, VERBS, n=1)
    what = "option" if verb.startswith("-") else "command"
    raise UsageError(
        f"no {what} {verb!r}: did you mean {near[0]}?"
        if near
        else f"no {what} {verb!r}: see `coderl --help`"
    )


if __name__ == "__main__":
    main()
