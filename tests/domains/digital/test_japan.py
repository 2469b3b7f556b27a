"""Japan's case: networks, of which figures are published, and firms, of which none are."""

import dataclasses

import numpy as np
import pytest

from tinbergen.domains.digital.returns import answer_returns
from tinbergen.loop.case import cases
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.situation import assess


@pytest.fixture(scope="module")
def situation():
    return assess(dataclasses.replace(cases.load("japan-digital-2014"), draws=400))


def test_what_is_unknown_of_firms_is_said(situation, spoken) -> None:
    found = {f.name: f for f in diagnose(situation).findings}
    assert set(found) == {"spread BROADBAND", "spread INTERNET", "spread MOBILE", "policy evidence"}
    for finding in found.values():
        spoken(finding.title, finding.statement)
    assert "unknown" in found["policy evidence"].statement.en
    assert [i.name for i in situation.case.instruments] == ["SUBSIDY"]


def test_the_subsidy_by_hand(situation) -> None:
    """Two towns of Japan: 901.7 million yen for 11,192 households, 2,881 of 10,404 subscribed."""
    world = situation.model_world
    assert pytest.approx((580398 + 321300) * 1000 / (8713 + 2479), rel=1e-4) == 80566
    assert pytest.approx((1946 + 935) / (7895 + 2509), abs=5e-4) == 0.277
    assert pytest.approx((1011 + 620) / (8130 + 2483) / 0.277, abs=6e-3) == 0.56
    path = np.array(world.policy_data["SUBSIDY"])
    first = world.policy_data.span.position(situation.span.start)
    path[first] = 79000
    data = world.policy_data.assign(SUBSIDY=path)
    runs = world.ensemble(world.policy_model, data, ("COVERED",))
    assert np.median(runs["COVERED"][:, 1]) == pytest.approx(0.77, rel=0.05)


def test_whether_it_pays_within_five_years_is_not_settled(situation, spoken) -> None:
    (question,) = situation.case.pack.alternatives
    (told,) = answer_returns(situation, question)
    spoken(told.statement)
    assert told.interval.lower < 0 < told.interval.upper
