"""Packs, scenarios and their map, from Python."""

from pathlib import Path

import pytest

from tinbergen.app.packs import list_packs, list_scenarios, map_concepts
from tinbergen.core.errors import TinbergenError


def test_all_and_one() -> None:
    assert len(list_packs().packs) > 1
    (only,) = list_packs("macro").packs
    assert only.demo == "us-2008"
    (told,) = list_scenarios("climate-damage").scenarios
    assert any(reach.own for reach in told.reaches)
    assert all(len(reach.changes) == list_scenarios().years for reach in told.reaches)


def test_the_map_is_drawn(tmp_path: Path) -> None:
    found = map_concepts(tmp_path / "map.svg", "zh")
    assert found.file == str(tmp_path / "map.svg")
    assert "<svg" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert {link.cause for link in found.links} <= set(found.indicators)
    with pytest.raises(TinbergenError) as fault:
        map_concepts(tmp_path / "map.png")
    assert fault.value.code == "R003"
