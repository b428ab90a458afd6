from __future__ import annotations

import os
from pathlib import Path

import pytest

from coderl.languages.cache import BuildCache, cache_folder, key_of


def test_what_was_put_is_got(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path / "new" / "folder")
    assert cache.get("key") is None
    cache.put("key", b"blob")
    assert cache.get("key") == b"blob"
    cache.put("key", b"")
    assert cache.get("key") == b""


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 100])
def test_a_damaged_blob_counts_as_absent(tmp_path: Path, damage: bytes) -> None:
    cache = BuildCache(tmp_path)
    cache.put("key", b"blob")
    (tmp_path / "key").write_bytes(damage)
    assert cache.get("key") is None


def test_a_changed_byte_counts_as_absent(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path)
    cache.put("key", b"blob")
    data = bytearray((tmp_path / "key").read_bytes())
    data[-1] ^= 1
    (tmp_path / "key").write_bytes(data)
    assert cache.get("key") is None


def test_a_link_to_somebody_elses_blob_is_not_followed(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path)
    cache.put("real", b"blob")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert cache.get("link") is None


@pytest.mark.parametrize("obstacle", ["file", "device", "folder-at-the-key"])
def test_a_cache_that_cannot_be_written_is_an_empty_cache(tmp_path: Path, obstacle: str) -> None:
    folder = tmp_path / "cache"
    if obstacle == "file":
        folder.write_bytes(b"")
    elif obstacle == "device":
        folder = Path("/dev/null/cache")
    else:
        (folder / "key" / "inside").mkdir(parents=True)
    cache = BuildCache(folder)
    cache.put("key", b"blob")
    assert cache.get("key") is None
    if folder.is_dir():
        assert list(folder.iterdir()) == [folder / "key"]


def test_the_least_recently_used_blobs_leave_first(tmp_path: Path) -> None:
    cache = BuildCache(tmp_path, limit_bytes=3 * 1032)
    for index, name in enumerate("abc"):
        cache.put(name, bytes(1000))
        os.utime(tmp_path / name, (index, index))
    assert cache.get("a") is not None  # used again just now
    cache.put("d", bytes(1000))
    assert [name for name in "abcd" if cache.get(name) is not None] == ["a", "c", "d"]


def test_keys_tell_lists_apart() -> None:
    lists: list[list[str | bytes]] = [[], [""], ["", ""], ["a", "b"], ["ab"], ["ab", ""], [b"a\0b"]]
    assert len({key_of(parts) for parts in lists}) == len(lists)
    assert key_of(["ab"]) == key_of([b"ab"])


def test_the_folder_is_the_one_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODERL_CACHE", "/x")
    assert cache_folder() == Path("/x")
    monkeypatch.delenv("CODERL_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/y")
    assert cache_folder() == Path("/y/coderl")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/z")
    assert cache_folder() == Path("/z/.cache/coderl")


def test_a_user_without_a_home_has_an_empty_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("CODERL_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    cache = BuildCache()
    cache.put("key", b"blob")
    assert cache.get("key") is None
