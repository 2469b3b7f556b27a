"""What worlds knew at a past date, and what was wanted then; the packaged case."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.plan import Frozen
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.store import Store
from tinbergen.loop.case import cases
from tinbergen.loop.record import dated
from tinbergen.loop.record.choices import moved, solved
from tinbergen.loop.record.dated import as_of, learned, learning
from tinbergen.loop.record.truth import truths
from tinbergen.loop.worlds.mapping import MappedWorld
from tinbergen.loop.worlds.protocol import Choice

DATE = Period.parse("1995Q2")


@pytest.fixture(scope="module")
def now():
    return dataclasses.replace(cases.load("us-now"), draws=50)


@pytest.fixture(scope="module")
def there(now):
    """As of a date, at the case's own values, which spares the estimation."""
    return as_of(dataclasses.replace(now, record=dataclasses.replace(now.record, start=None)),
                 DATE, None)  # fmt: skip


def test_worlds_learn_to_the_end_of_the_year_before(now, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(dated, "assess", lambda case: asked.append(case) or _Nothing())
    learned(now, DATE)
    (case,) = asked
    assert case.as_of == Period.parse("1994Q4")
    assert {s.name for s in case.worlds} == {"anchored", "accelerating", "sluggish"}
    assert {(s.method, str(s.sample_start), s.sees_to) for s in case.worlds} == {
        ("mode", "1961Q1", None)
    }


class _Nothing:
    def frozen(self) -> Frozen:
        return Frozen("", 0, 0, ())


def test_only_worlds_that_look_ahead_learn(now) -> None:
    found = {s.name: s.method for s in learning(now).worlds}
    assert (found["evidence"], found["record"]) == (None, None)
    none = dataclasses.replace(now, record=dataclasses.replace(now.record, start=None))
    assert all(s.hindsight and s.method is None for s in learning(none).worlds)
    assert learned(none, DATE) is None


def test_what_is_wanted_is_what_a_world_saw(there) -> None:
    anchored = next(w for w in there.worlds if w.name == "anchored")
    wanted = {t.variable: t.desired for t in there.case.targets}
    assert wanted["U"] == pytest.approx(anchored.baseline("U_NATURAL")[0])
    assert (wanted["GROWTH"], wanted["INFL4"]) == (2, 2.3)


def test_nothing_later_is_seen(now, there) -> None:
    """The plan is the same where all later figures are others."""
    data = now.known(now.last)
    first = data.span.position(DATE) + 1
    later = np.arange(data.span.length) >= first
    spoiled = data.assign(**{n: np.where(later, 7.0, data[n]) for n in data})
    case = dataclasses.replace(now, store=Store.final_values(spoiled),
                               record=dataclasses.replace(now.record, start=None))  # fmt: skip
    own, again = (moved(solved(s)) for s in (there, as_of(case, DATE, None)))
    np.testing.assert_allclose(own, again, atol=1e-9)


def test_worlds_that_no_longer_respond_keep_what_stands_behind_them(there) -> None:
    """What a satellite reads goes along, so that reasons still name it."""
    behind = {"NPL": ("U",)}
    stacked = dataclasses.replace(there, worlds=dataclasses.replace(there.worlds, behind=behind))
    found = dated.responding(stacked, {"anchored"}).worlds
    assert found.behind == behind
    assert {m.world.name for m in found.members if m.response} == {"anchored"}


def test_a_variable_that_no_world_has(now) -> None:
    wrong = dataclasses.replace(now.record, desired={"U": ("anchored", "U_NATURE")}, start=None)
    with pytest.raises(TinbergenError) as fault:
        as_of(dataclasses.replace(now, record=wrong), DATE, None)
    assert fault.value.code == "L140"


def _without_floors(world):
    """A record keeps to bounds from where instruments really were; rules' floors are another."""
    if isinstance(world, MappedWorld):
        return dataclasses.replace(world, inner=_without_floors(world.inner))
    return dataclasses.replace(world, floors={})


def test_what_a_choice_does_is_what_worlds_replay(now, there) -> None:
    """The plan against no policy in each world's replay of what came: filtered models, a table."""
    whole = solved(there)
    data = now.known(now.last)
    names = ("GROWTH", "U", "INFL4")
    idle = {n: whole.scope.baseline(n)[:12] for n in whole.scope.instruments}
    moves = moved(whole)
    plan = {n: path + moves[:, k] for k, (n, path) in enumerate(idle.items())}
    choices = {"idle": Choice(idle), "plan": Choice(plan)}
    span = Span(there.span.start, 12)
    # What the data don't show of instruments was not set: any number serves.
    zero = {n: np.zeros(data.span.length) for n in ("PURCHASES", "TRANSFERS")}
    for truth in truths(there, whole, data):
        told = {who: Choice(c.paths, truth.pair.information) for who, c in choices.items()}
        free = _without_floors(truth.pair.response)
        replayed = free.replay(data.assign(**zero), span, told, names)
        effect = truth.effect(moves, names)[:12]
        for k, name in enumerate(names):
            expected = replayed["plan"][name][0] - replayed["idle"][name][0]
            np.testing.assert_allclose(effect[:, k], expected, atol=1e-8)
