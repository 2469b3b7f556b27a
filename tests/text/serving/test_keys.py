"""Keys: hashed, told once, revoked, read again when their file changes."""

import json
import multiprocessing
import os
import stat

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.serving.keys import KeyRing


def test_a_key_is_known_by_its_secret_alone(tmp_path) -> None:
    ring = KeyRing(tmp_path / "keys.json")
    made, sent = ring.add("desk", "caller", 60)
    assert ring.holder(sent) == made
    kept = (tmp_path / "keys.json").read_text()
    assert sent.split("_", 2)[2] not in kept and made.salt in kept
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    for wrong in ("", "tb", "tb__", sent[:-1], sent + "x", sent.replace("tb_", "xx_"),
                  f"tb_{made.id}_", "tb_000_" + sent.split("_", 2)[2]):  # fmt: skip
        assert ring.holder(wrong) is None


def test_a_key_revoked_elsewhere_is_no_longer_taken(tmp_path) -> None:
    ring, other = (KeyRing(tmp_path / "keys.json") for _ in range(2))
    _, sent = ring.add("desk", "caller", 60)
    assert other.holder(sent) is not None
    ring.revoke("desk")
    assert other.holder(sent) is None
    again, fresh = ring.add("desk", "admin", 1)
    assert other.holder(fresh) == again


def test_what_is_no_key(tmp_path) -> None:
    ring = KeyRing(tmp_path / "keys.json")
    with pytest.raises(TinbergenError, match="T111"):
        ring.add("desk", "callr", 60)
    ring.add("desk", "caller", 60)
    with pytest.raises(TinbergenError, match="T112"):
        ring.add("desk", "admin", 60)
    with pytest.raises(TinbergenError, match="T113"):
        ring.revoke("dsk")
    (tmp_path / "keys.json").write_text("[]")
    with pytest.raises(TinbergenError, match="T110"):
        ring.keys()


@pytest.mark.parametrize(
    "change",
    [{"id": []}, {"id": 5}, {"name": None}, {"role": "boss"}, {"role": []}, {"rate": "many"},
     {"rate": 0}, {"rate": True}, {"salt": 1}, {"sha256": None}, {"revoked": "no"}, None],
)  # fmt: skip
def test_a_file_whose_keys_are_none(tmp_path, change) -> None:
    path = tmp_path / "keys.json"
    KeyRing(path).add("desk", "caller", 60)
    kept = json.loads(path.read_text())["keys"][0]
    path.write_text(json.dumps({"keys": [kept | change]}) if change else "[" * 100_000)
    with pytest.raises(TinbergenError, match="T110"):
        KeyRing(path).holder("tb_x_y")


def test_two_who_make_keys_at_once_lose_none(tmp_path) -> None:
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    path = tmp_path / "keys.json"
    crowd = [context.Process(target=KeyRing(path).add, args=(f"n{n}", "caller", 9))
             for n in range(4)]  # fmt: skip
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    made = KeyRing(path).keys()
    assert sorted(key.name for key in made) == ["n0", "n1", "n2", "n3"]
