"""Compiled code on disk: found again, and never run when it can't be trusted."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tinbergen.engine.compile import cache
from tinbergen.engine.compile import jit as native

ADD = """
define void @add(ptr %x, ptr %out) {
  %a = load double, ptr %x
  %b = fadd double %a, 1.0
  store double %b, ptr %out
  ret void
}"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "cache"
    monkeypatch.setenv("TINBERGEN_CACHE", str(place))
    cache._folder.cache_clear()
    cache._secret.cache_clear()
    yield place
    cache._folder.cache_clear()
    cache._secret.cache_clear()


def added(library: native.Library) -> float:
    import ctypes

    x, out = np.array([41.0]), np.zeros(1)
    add = library.function("add", None, ctypes.c_void_p, ctypes.c_void_p)
    add(x.ctypes.data, out.ctypes.data)
    return float(out[0])


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.o"))


def test_code_is_kept_and_found_again(folder: Path) -> None:
    assert added(native.build(ADD)) == 42.0
    (entry,) = entries(folder)
    key = entry.stem
    assert cache.load(key) is not None
    assert added(native.build(ADD)) == 42.0
    assert entries(folder) == [entry]


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty", "foreign"])
def test_an_entry_that_cannot_be_trusted_is_compiled_anew(folder: Path, damage: str) -> None:
    native.build(ADD)
    (entry,) = entries(folder)
    content = entry.read_bytes()
    flipped = content[:-1] + bytes([content[-1] ^ 1])
    damaged = {"truncated": content[:100], "flipped": flipped, "empty": b"",
               "foreign": b"\0" * 32 + content[32:]}[damage]  # fmt: skip
    entry.write_bytes(damaged)
    assert cache.load(entry.stem) is None
    assert added(native.build(ADD)) == 42.0
    assert entry.read_bytes() == content


def test_an_entry_does_not_serve_under_another_name(folder: Path) -> None:
    native.build(ADD)
    (entry,) = entries(folder)
    other = folder / ("0" * 64 + ".o")
    entry.rename(other)
    assert cache.load("0" * 64) is None


def test_a_folder_open_to_others_is_not_used(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    assert added(native.build(ADD)) == 42.0
    assert entries(folder) == []


def test_the_cache_can_be_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINBERGEN_CACHE", "off")
    cache._folder.cache_clear()
    assert added(native.build(ADD)) == 42.0
    assert not folder.exists()


def test_only_the_newest_entries_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST", 3)
    for k in range(6):
        cache.save(f"{k:064d}", b"code")
    assert len(entries(folder)) == 3


def test_files_of_others_in_the_folder_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST", 3)
    folder.mkdir()
    for k in range(5):
        (folder / f"main{k}.o").write_bytes(b"theirs")
    for k in range(6):
        cache.save(f"{k:064d}", b"code")
    assert len(list(folder.glob("main*.o"))) == 5
    assert len(entries(folder)) == 5 + 3


@pytest.mark.parametrize("fault", ["empty", "short", "open"])
def test_a_key_that_proves_nothing_is_replaced(folder: Path, fault: str) -> None:
    """An empty one switched the cache off for good, and nothing said so."""
    native.build(ADD)
    key = folder / "key"
    before = key.read_bytes()
    if fault == "open":
        key.chmod(0o666)
    else:
        key.write_bytes(b"" if fault == "empty" else before[:20])
    cache._secret.cache_clear()
    (entry,) = entries(folder)
    assert cache.load(entry.stem) is None
    native.build(ADD)
    cache._secret.cache_clear()
    assert cache.load(entry.stem) is not None
    assert key.read_bytes() != before
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_key_of_another_user_is_not_used(folder: Path) -> None:
    cache.save("0" * 64, b"code")
    os.chown(folder / "key", 12345, 12345)
    cache._secret.cache_clear()
    assert cache.load("0" * 64) is None
    assert (folder / "key").stat().st_uid == 0
