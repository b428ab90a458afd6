"""Records: frozen, slotted, keyword-only dataclasses, and their strict reading from YAML and JSON.

Owns the knowledge of which library reads: no other file imports yaml or pydantic.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import reprlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar, cast, dataclass_transform

from coderl.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a class a record: a frozen, slotted, keyword-only dataclass. Mapping defaults are
    allowed: nobody can write them.
    """
    for name, value in list(vars(cls).items()):
        if isinstance(value, (dict, list, set)) and name in cls.__annotations__:
            setattr(
                cls, name, dataclasses.field(default_factory=cast("Any", type(cast("Any", value))))
            )
    return dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(cls)


@cache
def _adapter(cls: type[T]) -> TypeAdapter[T]:
    from pydantic import ConfigDict, TypeAdapter

    for part in _records_in(cls):
        if not hasattr(part, "__pydantic_config__"):
            part.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    return TypeAdapter(cls)


def _records_in(cls: Any, seen: set[Any] | None = None) -> set[Any]:
    """Every record that a record's fields mention, itself included."""
    import typing

    seen = set() if seen is None else seen
    if dataclasses.is_dataclass(cls) and cls not in seen:
        seen.add(cls)
        for hint in typing.get_type_hints(cls).values():
            _records_in(hint, seen)
    for argument in typing.get_args(cls):
        _records_in(argument, seen)
    return seen


def from_mapping(cls: type[T], data: object, *, where: str) -> T:
    """Build a record from plain data; an error names `where`, the key and the mend.

    Raises ConfigError for an unknown key, a missing key or a value of another type.
    """
    from pydantic import ValidationError

    try:
        return _adapter(cls).validate_python(data)
    except ValidationError as error:
        raise ConfigError(f"{where}: {_explain(error, cls, data)}") from None


def _explain(error: Any, cls: type, data: object) -> str:
    # a misspelt key also makes another one missing: the spelling is what there is to mend
    first = min(
        error.errors(include_url=False), key=lambda e: e["type"] != "unexpected_keyword_argument"
    )
    path = ".".join(str(step) for step in first["loc"] if step != "")
    if first["type"] == "unexpected_keyword_argument":
        known = sorted({f.name for part in _records_in(cls) for f in dataclasses.fields(part)})
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        mend = (
            f"did you mean {near[0]}?"
            if near
            else f"known keys: {', '.join(f.name for f in dataclasses.fields(cast('Any', cls)))}"
        )
        return f"{path}: unknown key, {mend}"
    if first["type"] in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return f"{path}: this key is required"
    if not path:
        return f"expected a mapping, found {type(data).__name__}"
    return f"{path}: {first['msg']}, found {reprlib.repr(first['input'])}"


def to_plain(value: object) -> Any:
    """Turn a record, and what it holds, into plain data that json can write. Bytes become text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, Mapping):
        return {str(k): to_plain(v) for k, v in cast("Mapping[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(v) for v in cast("list[object]", value)]
    if isinstance(value, PurePath):
        return str(value)
    return value


def to_json(value: object) -> str:
    """Write a record as one line of JSON."""
    return json.dumps(to_plain(value), ensure_ascii=False, allow_nan=True)


def read_yaml(path: Path) -> Any:
    """Read a strict YAML file: `1e-6` is a number, only true and false are booleans, no key twice.

    Raises ConfigError with the file and the line where it is not YAML, UsageError where it cannot
    be read.
    """
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    try:
        return yaml.load(text, Loader=_strict_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise ConfigError(f"{path}{line}: {problem}") from None
    except (
        RecursionError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:  # what a tag or a depth can bring about
        raise ConfigError(
            f"{path}: cannot be read as YAML: {type(error).__name__}: {error}"
        ) from None


@cache
def _strict_loader() -> Any:
    import re

    import yaml

    class Strict(yaml.SafeLoader):
        """YAML 1.2's idea of numbers and booleans, and no duplicate keys."""

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            seen: set[object] = set()
            for key_node, _ in node.value:
                key = self.construct_object(key_node, deep=True)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                if isinstance(key, (dict, list)):
                    raise yaml.constructor.ConstructorError(
                        None, None, "a key must be a plain value", key_node.start_mark
                    )
                if key in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"key {key!r} is given twice", key_node.start_mark
                    )
                seen.add(cast("object", key))
            return super().construct_mapping(node, deep=deep)

    resolvers = {
        first: [
            (tag, pattern)
            for tag, pattern in pairs
            if not tag.endswith((":bool", ":float", ":int", ":timestamp"))
        ]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Strict.yaml_implicit_resolvers = resolvers
    add_resolver: Any = Strict.add_implicit_resolver  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    number = "-+.0123456789"
    add_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
    add_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list(number))
    add_resolver(
        "tag:yaml.org,2002:float",
        re.compile(
            r"^(?:[-+]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        list(number),
    )
    return Strict
