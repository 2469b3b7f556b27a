"""Versions: staged, tried, rolled back; files and lists that were changed are refused."""

import json
import multiprocessing
import os

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.serving.drift import reference_of
from tinbergen.text.serving.registry import Registry


@pytest.fixture
def registry(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.json").write_text("{}")
    made = Registry(tmp_path / "registry")
    reference = reference_of(np.array([[0.9, 0.1], [0.4, 0.6]]), [10, 20])
    for _ in range(3):
        made.add(tmp_path / "model", reference)
    return made


def stages(registry) -> list[str]:
    return [version.stage for version in registry.read()[0]]


def test_stages(registry) -> None:
    with pytest.raises(TinbergenError, match="T119"):
        registry.chosen()
    registry.promote(1)
    registry.try_on(2, 0.1)
    assert stages(registry) == ["production", "canary", "candidate"]
    chosen = registry.chosen()
    assert [chosen.version(draw).number for draw in (0.0, 0.0999, 0.1, 0.99)] == [2, 2, 1, 1]
    assert chosen.production.reference.labels == (0.5, 0.5)
    registry.try_on(3, 0.2)
    assert stages(registry) == ["production", "candidate", "canary"]
    registry.try_on(3, 0)
    assert stages(registry)[2] == "candidate" and registry.chosen().canary is None
    registry.promote(2)
    registry.promote(3)
    assert stages(registry) == ["retired", "retired", "production"]
    assert (registry.roll_back(), registry.roll_back()) == (2, 1)
    assert stages(registry) == ["production", "retired", "retired"]
    with pytest.raises(TinbergenError, match="T118"):
        registry.roll_back()


def test_what_can_not_be_done(registry) -> None:
    registry.promote(1)
    with pytest.raises(TinbergenError, match="T116"):
        registry.promote(9)
    with pytest.raises(TinbergenError, match="T756"):
        registry.try_on(1, 0.5)
    with pytest.raises(TinbergenError, match="T117"):
        registry.try_on(2, 1.5)


def test_what_was_changed_is_not_served(registry, monkeypatch, tmp_path) -> None:
    registry.promote(1)
    path = registry.folder / "registry.json"
    written = path.read_text()
    content = json.loads(written)
    content["versions"][0]["share"] = 1.0
    for bad in (json.dumps(content), "{", "[]", json.dumps(content | {"seal": ""})):
        path.write_text(bad)
        with pytest.raises(TinbergenError, match="T115"):
            registry.chosen()
    path.write_text(written)
    (registry.place(1) / "more").write_text("x")
    with pytest.raises(TinbergenError, match="T115"):
        registry.chosen()
    (registry.place(1) / "more").unlink()
    assert registry.chosen().production.number == 1
    monkeypatch.setenv("TINBERGEN_KEY", str(tmp_path / "other"))
    with pytest.raises(TinbergenError, match="T115"):
        registry.chosen()


def test_what_can_not_be_copied_is_not_registered(registry, tmp_path) -> None:
    model = tmp_path / "model"
    with pytest.raises(TinbergenError, match="T733"):
        Registry(model / "deep" / "registry").add(model)
    os.mkfifo(model / "pipe")
    with pytest.raises(TinbergenError, match="C005"):
        registry.add(model)
    (model / "pipe").unlink()

    def changed(copy) -> None:
        raise TinbergenError("T165", folder=copy, files="model.json")

    with pytest.raises(TinbergenError, match="T165"):
        registry.add(model, None, changed)
    assert len(stages(registry)) == 3 and not registry.place(4).exists()


def test_a_registry_of_very_many_brackets_is_none(registry) -> None:
    (registry.folder / "registry.json").write_text("[" * 100_000)
    with pytest.raises(TinbergenError, match="T115"):
        registry.read()


def test_two_who_register_at_once_lose_nothing(registry, tmp_path) -> None:
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    crowd = [context.Process(target=registry.add, args=(tmp_path / "model",)) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert [version.number for version in registry.read()[0]] == list(range(1, 8))
