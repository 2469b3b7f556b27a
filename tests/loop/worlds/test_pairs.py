"""Draws of an outlook and a response together: each with its own, whichever could not be solved."""

from types import SimpleNamespace

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.worlds.pairs import Scope

SPAN = Span.parse("2010Q1:2010Q3")


def draws(per_draw: float, *lost: int) -> Ensemble:
    """Of six draws, d has paths of ``per_draw`` times d."""
    values = per_draw * np.arange(6.0)[:, None, None] * np.ones((1, 3, 1))
    return Ensemble(SPAN, ("y",), np.delete(values, lost, axis=0), len(lost), lost)


def pooled(*parts: list[tuple[int, Ensemble]], apart: bool = False):
    pairs = tuple(
        SimpleNamespace(weight=1 / len(parts), response=SimpleNamespace(span=SPAN)) for _ in parts
    )
    return Scope(("g",), pairs, {}).pooled(parts, ("y",), apart=apart)


def test_a_draw_is_summed_with_itself() -> None:
    """Draw 1 could not be solved without the plan, 4 not with it: neither tells what it does."""
    values, chosen, places = pooled([(1, draws(10.0, 4)), (-1, draws(1.0, 1))])
    assert places.tolist() == [0, 2, 3, 5]
    np.testing.assert_array_equal(values[:, 0, 0], 9.0 * places)
    assert set(chosen) == {0}


def test_a_single_path_serves_for_all_and_pairs_lose_their_own() -> None:
    fixed = Ensemble(SPAN, ("y",), np.full((1, 3, 1), 100.0), 0)
    both = [(1, fixed), (1, draws(1.0, 0))], [(1, draws(10.0, 2, 3))]
    values, chosen, places = pooled(*both, apart=True)
    for pair, start, per_draw in ((0, 100.0, 1.0), (1, 0.0, 10.0)):
        own = places[chosen == pair]
        np.testing.assert_array_equal(values[chosen == pair, 1, 0], start + per_draw * own)
    assert set(places[chosen == 1]) == {0, 1, 4, 5}


def test_draws_that_no_sum_holds_are_told() -> None:
    with pytest.raises(TinbergenError) as fault:
        pooled([(1, draws(1.0, 0, 1, 2)), (-1, draws(1.0, 3, 4, 5))])
    assert (fault.value.code, fault.value.facts["draws"]) == ("L270", 6)


def test_draws_lost_in_any_world_are_counted() -> None:
    worlds = [SimpleNamespace(span=SPAN, outlook=lambda own=own: own)
              for own in (draws(1.0, 0, 2), draws(2.0, 2, 5))]  # fmt: skip
    pairs = tuple(SimpleNamespace(weight=0.5, outlook=w, response=w, own=False) for w in worlds)
    found = Scope(("g",), pairs, {}).before(("y",))
    assert found.failed == 3
