"""A seal is the user's own: nobody makes it without the key, and the key is nobody else's."""

import os
import stat
import threading
from pathlib import Path

import pytest

from tinbergen.core import seal
from tinbergen.core.errors import TinbergenError


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own" / "key"
    monkeypatch.setenv("TINBERGEN_KEY", str(path))
    return path


def test_the_key_lies_in_the_users_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TINBERGEN_KEY", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert seal.key_file() == tmp_path / "tinbergen" / "key"
    seal.secret()
    assert stat.S_IMODE(seal.key_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(seal.key_file().parent.stat().st_mode) == 0o700
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert str(seal.key_file()) == "/home/somebody/.config/tinbergen/key"


def test_it_is_made_once(key: Path) -> None:
    first = seal.secret()
    assert len(first) == 32
    assert seal.secret() == first
    assert [p.name for p in key.parent.iterdir()] == ["key"]


def test_all_who_need_it_at_once_agree(key: Path) -> None:
    found: list[bytes] = []
    hands = [threading.Thread(target=lambda: found.append(seal.secret())) for _ in range(16)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(found) == 16
    assert len(set(found)) == 1


def test_a_seal_is_that_of_rfc_2104(key: Path) -> None:
    """HMAC-SHA256 of RFC 4231, case 1, whose key is padded with zeros to 32 bytes by HMAC."""
    key.parent.mkdir()
    key.write_text("0b" * 20 + "00" * 12 + "\n")
    key.chmod(0o600)
    name, _, code = seal.seal(b"Hi There").partition(":")
    assert code == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    assert len(name) == 8
    assert name not in key.read_text()


def test_what_breaks_a_seal(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = seal.seal(b"content")
    assert seal.broken(made, b"content") is None
    told = [seal.broken(given, b"other") for given in ("", made, "x", "\u00e9")]
    told.append(seal.broken(made[:-1] + ("0" if made[-1] != "0" else "1"), b"content"))
    assert all(told)
    assert "no seal" in str(told[0])
    assert "after it was sealed" in str(told[1])
    monkeypatch.setenv("TINBERGEN_KEY", str(tmp_path / "another"))
    assert "another key" in str(seal.broken(made, b"content"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o666])
def test_a_key_open_to_others_is_refused(key: Path, mode: int) -> None:
    seal.secret()
    key.chmod(mode)
    with pytest.raises(TinbergenError) as fault:
        seal.seal(b"x")
    assert fault.value.code == "C232"
    assert f"{mode:04o}" in fault.value.text("title")
    assert str(key) in fault.value.text("title")


@pytest.mark.parametrize("content", ["", "0b" * 31, "0b" * 33, "zz" * 32, "0b" * 5000])
def test_what_is_no_key_is_refused(key: Path, content: str) -> None:
    key.parent.mkdir()
    key.write_text(content)
    key.chmod(0o600)
    with pytest.raises(TinbergenError, match="C232"):
        seal.secret()


def test_what_is_no_file_is_refused(key: Path) -> None:
    key.mkdir(parents=True)
    with pytest.raises(TinbergenError, match="C232"):
        seal.secret()
    key.rmdir()
    os.mkfifo(key)
    with pytest.raises(TinbergenError, match="C232"):
        seal.secret()
    key.unlink()
    key.symlink_to("nowhere")
    with pytest.raises(TinbergenError, match="C232"):
        seal.secret()


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_key_of_another_user_is_refused(key: Path) -> None:
    seal.secret()
    os.chown(key, 12345, 12345)
    with pytest.raises(TinbergenError, match="another user"):
        seal.secret()
