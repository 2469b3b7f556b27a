"""Links between indicators form a map without circles, along which changes spread."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.documents.evidence import Indicator
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case import packs
from tinbergen.loop.case.packfile import Link, Pack
from tinbergen.loop.scenarios.concepts import concepts

WORD = Text("a", "甲")


def pack(name: str, codes: str, *links: tuple[str, str, float, int]) -> Pack:
    return Pack(
        name, "digital", WORD, Path(), tuple(
            Indicator(c, WORD, "digital", WORD, "up", WORD) for c in codes
        ), (), (), tuple(Link(a, b, r, lag, WORD, WORD) for a, b, r, lag in links), None,
    )  # fmt: skip


def test_the_packs_of_the_package_fit_together() -> None:
    found = concepts(packs.pack(name) for name in packs.names())
    position = {name: i for i, name in enumerate(found.order)}
    assert all(position[link.cause] < position[link.effect] for link in found.links)


def test_a_change_spreads_through_chains_and_lags() -> None:
    found = concepts([
        pack("one", "ab", ("one.a", "one.b", 2.0, 0), ("one.b", "two.c", -0.5, 1)),
        pack("two", "c"),
    ])  # fmt: skip
    felt = found.propagate({"one.a": np.array([1.0, 2.0, 3.0])})
    assert felt["one.b"].tolist() == [2, 4, 6]
    assert felt["two.c"].tolist() == [0, -1, -2]


@given(st.lists(st.floats(-10, 10), min_size=3, max_size=3), st.floats(-3, 3))
def test_spreading_is_linear(path, scale) -> None:
    found = concepts([pack("one", "abc", ("one.a", "one.b", 2.0, 0), ("one.a", "one.c", 1.5, 2),
                           ("one.b", "one.c", -0.5, 1))])  # fmt: skip
    once = found.propagate({"one.a": np.array(path)})
    more = found.propagate({"one.a": scale * np.array(path)})
    for name, values in once.items():
        np.testing.assert_allclose(more[name], scale * values, atol=1e-9)


def test_links_to_packs_that_are_not_there_are_left_out() -> None:
    assert concepts([pack("one", "a", ("one.a", "two.c", 1.0, 0))]).links == ()


def test_a_link_that_leads_nowhere() -> None:
    with pytest.raises(TinbergenError) as fault:
        concepts([pack("one", "a", ("one.a", "one.z", 1.0, 0))])
    assert fault.value.code == "L049"


def test_a_circle_is_refused() -> None:
    one = pack("one", "ab", ("one.a", "one.b", 1.0, 0), ("one.b", "one.a", 1.0, 0))
    with pytest.raises(TinbergenError) as fault:
        concepts([one])
    assert fault.value.code == "L050"
    assert "one.a" in fault.value.render()
    assert concepts([dataclasses.replace(one, links=one.links[:1])]).links


def test_own_links_take_the_place_of_the_packs() -> None:
    """An economy's own size of a response, at the same lag; the rest stays as the packs say."""
    known = [packs.pack(name) for name in packs.names()]
    link = next(k for p in known for k in p.links if k.cause == "trade.TARIFF" and k.lag == 0
                and k.effect == "macro.INFL")  # fmt: skip
    own = dataclasses.replace(link, response=2 * link.response)
    usual, changed = concepts(known), concepts(known, [own])
    assert len(usual.links) == len(changed.links)
    rise = {"trade.TARIFF": np.array([1.0, 1.0])}
    before, after = (c.propagate(rise)["macro.INFL"] for c in (usual, changed))
    assert after[0] - before[0] == pytest.approx(link.response)
    with pytest.raises(TinbergenError) as caught:
        concepts(known, [dataclasses.replace(link, effect="macro.NOTHING")])
    assert caught.value.code == "L049"


def test_an_effect_after_the_years_looked_at_is_not_felt() -> None:
    known = [pack("a", "xy", ("a.x", "a.y", 2.0, 7))]
    felt = concepts(known).propagate({"a.x": np.ones(5)})
    assert not felt.get("a.y", np.zeros(5)).any()
