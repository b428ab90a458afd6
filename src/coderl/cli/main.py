"""The command line: verbs, errors, exit codes. A verb's file is loaded when it is called, and click
when it is needed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click

VERBS = {
    "grade": "Judge submissions: a verdict for every test case.",
    "fit": "Measure how the cost of a program grows with its input.",
    "run": "Run one program under limits and tell what happened.",
    "problem": "List, show, make and check problem packages.",
    "doctor": "Tell what this machine can do, and what mends what it cannot.",
}
_EXIT_USAGE, _EXIT_INTERRUPTED = 2, 130


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
    arguments = sys.argv[1:]
    if arguments in (
        [],
        ["--help"],
        ["-h"],
        ["help"],
    ):  # answered without click: it takes longer to load than to answer
        sys.stdout.write(overview())
        sys.exit(0 if arguments else _EXIT_USAGE)
    if arguments == ["--version"]:
        from coderl import __version__

        print(f"coderl {__version__}")
        return
    sys.exit(_run(arguments))


def _run(arguments: list[str]) -> int:
    import click

    from coderl.errors import CoderlError

    verb, rest = arguments[0], arguments[1:]
    try:
        command = _command(verb)
        result: Any = command.main(rest, prog_name=f"coderl {verb}", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return _EXIT_USAGE
    except CoderlError as error:
        _complain(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _complain("interrupted")
        return _EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _complain(text: str) -> None:
    line = " ".join(text.split("\n"))
    sys.stderr.write(f"coderl: error: {line}\n")


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
