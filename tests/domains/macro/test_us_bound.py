"""The United States at the lower bound: what a stay that is announced adds, and what it rests on."""

import dataclasses

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core.documents.plan import Plan
from tinbergen.loop.case import cases
from tinbergen.loop.information import Belief
from tinbergen.loop.situation import Situation


@pytest.fixture(scope="module")
def there() -> Situation:
    return tb.assess(dataclasses.replace(cases.load("us-bound"), draws=60))


@pytest.fixture(scope="module")
def plan(there: Situation) -> Plan:
    return tb.design(there, alternatives=False)


def output(there: Situation, name: str, information: object) -> np.ndarray:
    """Percent of output by a year at one point less, from the second year on, in a world."""
    world = next(w for w in there.filtered if w.name == name)
    (rate,) = world.policy
    lower = np.zeros(world.settings)
    lower[4:8] = -1.0
    effects = world.effects((rate,), information)[..., 0]
    growth = np.tensordot(effects, lower, axes=([2], [0]))[
        :, world.equilibrium.model.endogenous.index("GROWTH")
    ]
    return np.cumsum(growth) / 4


def test_the_rate_stays_longer_than_it_would(plan: Plan) -> None:
    found = plan.guidance
    assert found is not None
    assert (found.instrument, found.bound) == ("r", 0)
    assert (str(found.start), str(found.until), str(found.otherwise)) == (
        "2009Q1", "2011Q3", "2010Q4",
    )  # fmt: skip
    rate = np.array(plan.instruments[0].values, dtype=float)
    assert not rate[:11].any() and 0 < rate[11] < 0.5


def test_what_announcing_adds_is_little(plan: Plan) -> None:
    """No cure: a fraction of a tenth of a point, more where people look ahead."""
    found = plan.guidance
    assert found is not None
    told, untold = found.course("assumed"), found.course("not")
    moved = {a.name: a.value - b.value for a, b in zip(told.means, untold.means, strict=True)}
    assert 0 < moved["GROWTH"] < 0.1 and -0.05 < moved["U"] < 0 and 0 < moved["INFL4"] < 0.1
    assert 3 < untold.loss - told.loss < 5
    assert {b.name: (b.share, b.ahead) for b in found.believers} == {
        "anchored": (0.85, 4), "smets_wouters": (0.5, 4),
    }  # fmt: skip
    for believer in found.believers:
        adds = {a.name: a.value for a in believer.adds}
        assert 0 < adds["GROWTH"] < 0.2 and -0.1 < adds["U"] < 0 and 0 < adds["INFL4"] < 0.2
    assert all(w.loss < w.baseline_loss for w in plan.worlds if w.loss is not None)


def test_fully_believed_these_models_turn_their_signs(plan: Plan) -> None:
    """The puzzle: the same stay would then be worse than no policy at all."""
    found = plan.guidance
    assert found is not None
    fully, untold = found.course("fully"), found.course("not")
    assert fully.loss > plan.baseline_loss > untold.loss
    moved = {a.name: a.value - b.value for a, b in zip(fully.means, untold.means, strict=True)}
    assert moved["GROWTH"] < 0 and moved["U"] > 0 and moved["INFL4"] < -0.5


@pytest.mark.parametrize(
    ("name", "belief", "most", "news"),
    [
        ("anchored", Belief(0.85, 4), 0.7, 0.4),
        ("smets_wouters", Belief(0.5, 4), 1.0, 0.8),
        ("smets_wouters", Belief(0.85, 4), 3.0, 0.8),
    ],
)
def test_sizes_that_the_case_states(
    there: Situation, name: str, belief: Belief, most: float, news: float
) -> None:
    assert output(there, name, belief).max() == pytest.approx(most, abs=0.05)
    assert output(there, name, "surprise").max() == pytest.approx(news, abs=0.05)
    # Some of it comes in the year before, which is what guidance is for; as news nothing does.
    assert output(there, name, belief)[3] > 0.05
    assert abs(output(there, name, "surprise")[3]) < 1e-9


def test_beyond_a_year_the_larger_model_is_lost(there: Situation) -> None:
    """Six quarters ahead it answers out of all proportion, eight with the opposite sign."""
    six, eight = (output(there, "smets_wouters", Belief(0.85, n)) for n in (6, 8))
    assert six.max() > 9
    assert eight[:6].min() < -1
    assert 0.7 < output(there, "anchored", Belief(0.85, 6)).max() < 0.9
    assert output(there, "anchored", "announced").min() < -1


def test_the_report_says_what_is_believed_and_why(plan: Plan) -> None:
    said = [a for a in plan.assumptions if "is believed in part" in a.en]
    assert len(said) == 2
    assert "Gabaix's (2020)" in said[0].en and "0.85 to the power k, up to 4" in said[0].en
    assert "McKay and Wolf 2023" in said[1].en and "0.5 to the power k" in said[1].en
    assert all("公告只被部分相信" in a.zh for a in said)
