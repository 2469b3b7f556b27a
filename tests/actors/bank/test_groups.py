"""Banks in groups: one path of payouts each, limits of each group and of single banks."""

from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.actors.bank import calibration
from tinbergen.core.errors import TinbergenError
from tinbergen.data.matrix import read_matrix
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.worlds.protocol import Choice

PACK = Path(tb.__file__).parent / "actors" / "bank"
FILES = {"banks": "us-banks", "assets": "us-banks-assets", "economy": "us-macro"}
TABLES = {name: read_matrix(PACK / f"{file}.csv") for name, file in FILES.items()}
ASKED = {"table": "banks", "assets": "assets", "macro": "economy", "to": "2024Q4"}
LARGE = ("BAC", "CITI", "JPM", "WFC")


@pytest.fixture(scope="module")
def there() -> Situation:
    return assess("us-banks-groups")


def test_equal_payouts_are_those_of_all(there) -> None:
    """With 8.8 percent in both groups capital is what it is with one path for all."""
    for mine, theirs in zip(there.worlds, assess("us-banks").worlds, strict=True):
        np.testing.assert_allclose(mine.baseline("CAPITAL"), theirs.baseline("CAPITAL"), rtol=1e-12)
        np.testing.assert_allclose(mine.baseline("PAID"), theirs.baseline("PAID"), rtol=1e-12)


def test_a_groups_payouts_reach_its_banks_alone(there) -> None:
    world = next(w for w in there.worlds if w.name == "fed")
    names = ("PAYOUT_LARGE", "PAYOUT_REGIONAL", "LENDING")
    paths = {n: np.array(world.baseline(n)[:9]) for n in names}
    paths["PAYOUT_LARGE"] = paths["PAYOUT_LARGE"] + 4
    banks = [b.removeprefix("TIER1_") for b in there.data if b.startswith("TIER1_")]
    wanted = [*(f"TIER1_{b}" for b in banks), "RATIO_LARGE", "RATIO_REGIONAL"]
    found = world.respond(Choice(paths), tuple(wanted)).central
    for bank in banks:
        ratio = found[f"TIER1_{bank}"][0] / world.baseline(f"TIER1_{bank}")[0]
        assert (ratio < 0.9999) == (bank in LARGE)
    np.testing.assert_allclose(found["RATIO_REGIONAL"], world.baseline("RATIO_REGIONAL"))
    assert found["RATIO_LARGE"][-1] < world.baseline("RATIO_LARGE")[-1] - 0.5


def test_a_groups_ratio_is_that_of_its_banks(there) -> None:
    tier1, rwa = (sum(there.data[f"{n}_{b}"][-1] for b in LARGE) for n in ("TIER1", "RWA"))
    assert there.data["RATIO_LARGE"][-1] == pytest.approx(100 * tier1 / rwa, abs=1e-3)


def test_the_plan_has_a_path_a_group(there) -> None:
    plan = tb.design(there, alternatives=False)
    paid = {s.name: np.array(s.values) for s in plan.instruments}
    assert set(paid) == {"PAYOUT_LARGE", "PAYOUT_REGIONAL"}
    assert np.abs(paid["PAYOUT_LARGE"] - paid["PAYOUT_REGIONAL"]).max() > 1
    chance = {c.constraint: c.share for c in plan.chances}
    assert set(chance) == {"floor of the largest", "floor of the others", "Citizens", "Regions"}
    assert {b.constraint for b in plan.binding} >= {"floor of the largest", "floor of the others"}


@pytest.mark.parametrize(
    ("groups", "named"),
    [({"A": list(LARGE)}, "CFG"), ("LARGE", "BAC"), ({"A": [*LARGE, "XYZ"]}, "XYZ")],
)
def test_groups_that_are_no_division(groups, named) -> None:
    with pytest.raises(TinbergenError) as caught:
        calibration.bank_panel(TABLES, Question("bank panel", ASKED | {"groups": groups}))
    assert caught.value.code == "bank-5"
    assert named in caught.value.render("en")
