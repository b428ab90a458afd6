"""The exceptions of coderl. What a submission does is never one of them.

CoderlError
├── UsageError            the caller's mistake: says what, where and the mend      exit 2
│   ├── ConfigError       a key or a value in a file
│   ├── ProblemError      a problem or its package
│   └── PluginError       a name that no entry point bears
├── SandboxError          our sandbox failed                                       exit 3
│   └── SandboxUnavailable    this machine cannot give what was required
└── MeasurementError      this machine is too busy to measure on                   exit 3
"""

from __future__ import annotations


class CoderlError(Exception):
    """The root of every error that coderl raises on purpose."""

    exit_code = 3


class UsageError(CoderlError):
    """The caller asked for something that cannot be: the message names it and the mend."""

    exit_code = 2


class ConfigError(UsageError):
    """A file holds a key or a value that coderl does not know."""


class ProblemError(UsageError):
    """A problem is unknown, or its package is not what the format asks for."""


class PluginError(UsageError):
    """A name that no entry point of its group bears."""


class SandboxError(CoderlError):
    """Our sandbox failed. Never a verdict, never a zero reward."""


class SandboxUnavailable(SandboxError):
    """This machine cannot give the isolation that was required; the message names the mend."""


class MeasurementError(CoderlError):
    """This machine is too busy to measure on."""
