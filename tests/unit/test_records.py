from __future__ import annotations

import dataclasses
import json
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from coderl.errors import ConfigError, UsageError
from coderl.judge.verdict import Verdict
from coderl.records import from_mapping, read_yaml, record, to_json, to_plain
from coderl.sandbox.model import Limits


@record
class Inner:
    size: int = 1


@record
class Outer:
    name: str
    verdict: Verdict = Verdict.AC
    inner: Inner = Inner()
    many: tuple[Inner, ...] = ()
    weights: Mapping[str, float] = {}
    maybe: float | None = None


def test_a_record_is_frozen_and_keyword_only() -> None:
    one = Outer(name="x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "y"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Outer("x")  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        one.other = 1  # type: ignore[attr-defined]


def test_two_records_do_not_share_a_mutable_default() -> None:
    assert Outer(name="a").weights is not Outer(name="b").weights


def test_plain_data_becomes_a_record() -> None:
    data = {"name": "x", "verdict": "WA", "inner": {"size": 3}, "many": [{"size": 4}], "maybe": 2}
    read = from_mapping(Outer, data, where="f.yaml")
    assert read.verdict is Verdict.WA
    assert (read.inner.size, read.many[0].size, read.maybe) == (3, 4, 2.0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"nmae": "x"}, ["nmae", "did you mean name?"]),
        ({"name": "x", "inner": {"sise": 3}}, ["inner.sise", "did you mean size?"]),
        ({"name": "x", "zzzzzz": 1}, ["zzzzzz", "known keys: name"]),
        ({}, ["name", "required"]),
        ({"name": 3}, ["name"]),
        ({"name": "x", "verdict": "OK"}, ["verdict", "'OK'"]),
        ({"name": "x", "inner": []}, ["inner"]),
        ({"name": "x", "many": 3}, ["many"]),
        ({"name": "x", "inner": {"size": 1.5}}, ["inner.size"]),
        ([], ["mapping", "list"]),
        (None, ["mapping", "NoneType"]),
        ("text", ["mapping", "str"]),
    ],
)
def test_an_error_names_the_file_and_the_key_and_the_mend(data: object, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        from_mapping(Outer, data, where="f.yaml")
    message = str(caught.value)
    assert message.startswith("f.yaml: ")
    assert "\n" not in message
    for word in words:
        assert word in message


def test_what_a_record_holds_can_be_written_as_json() -> None:
    one = Outer(name="é\udcff", many=(Inner(size=2),), weights={"a": 0.5})
    assert json.loads(to_json(one))["many"] == [{"size": 2}]
    assert to_plain({"bytes": b"a\xff"}) == {"bytes": "a\\xff"}
    assert json.loads(to_json(Limits()))["cpu_s"] == 2.0


def test_a_path_in_a_record_is_written_as_text() -> None:
    from coderl.problems.model import LabelledSubmission

    assert json.loads(to_json(LabelledSubmission(path=Path("a/b.py"), verdicts=("AC",))))[
        "path"
    ] == str(Path("a/b.py"))


def _yaml(tmp_path: Path, text: str | bytes) -> object:
    path = tmp_path / "f.yaml"
    path.write_bytes(textwrap.dedent(text).encode() if isinstance(text, str) else text)
    return read_yaml(path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-6", 1e-6),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("-3", -3),
        ("017", "017"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("2024-01-01", "2024-01-01"),
        ("12:30:45", "12:30:45"),
        ("O(n^2)", "O(n^2)"),
    ],
)
def test_yaml_is_read_as_its_version_12_says(tmp_path: Path, text: str, value: object) -> None:
    read = _yaml(tmp_path, f"key: {text}\n")
    assert read == {"key": value}
    assert type(read["key"]) is type(value)  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "a: [1\n",
        "a: 'x\n",
        "a:\n\tb: 1\n",
        "? [1, 2]\n: 3\n",
        "!!python/object/apply:os.system ['true']\n",
        "!!python/name:os.system\n",
        "*nowhere\n",
        "a: 1\n--- \nb: 2\n",
        "!!int x\n",
        "!!binary '\u00e9'\n",
        "!!timestamp x\n",
        "%YAML 9.9\n---\na: 1\n",
        "a: \x01\n",
        "[" * 5000,
        "&a [*a, *a]\n: 1\n",
        "!!float x\n",
        "a: &a {<<: *a}\n",
    ],
)
def test_what_is_not_strict_yaml_is_an_error_in_one_line_with_the_file(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        _yaml(tmp_path, text)
    assert "f.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mistake_in_yaml_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"f\.yaml:3: key 'a' is given twice"):
        _yaml(tmp_path, "a: 1\nb: 2\na: 3\n")


@pytest.mark.parametrize("data", [b"a: \xff\n", b"\xff\xfea\x00"])
def test_a_file_that_is_not_utf8_is_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UsageError, match=r"f\.yaml"):
        _yaml(tmp_path, data)


def test_a_file_that_is_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yaml"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_yaml(path)
