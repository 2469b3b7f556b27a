"""Weights of worlds after what came in, against Bayes' rule written out."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.store import Store
from tinbergen.loop.design import design
from tinbergen.loop.plan_tracking import situation_of
from tinbergen.loop.reweigh import reweigh

START, QUARTERS = Period.parse("2010Q1"), 4
DEVIATION = 0.3
STRONG, WEAK = 1.0 * 0.7 ** np.arange(12), 0.2 * 0.7 ** np.arange(12)


@pytest.fixture
def economy(workshop):
    """One outlook of y and two tables of what purchases do to it; purchases are moved by one."""
    workshop.table("outlook.csv", START, {"y": np.zeros(12), "y_sd": np.full(12, DEVIATION)})
    for name, response in (("strong", STRONG), ("weak", WEAK)):
        workshop.effects(f"{name}.csv", {("g", "y"): response})

    def title(name):
        return {"en": name, "zh": name}

    return workshop.table_case(
        worlds=[
            {"name": "outlook", "title": title("outlook"), "forecast": "outlook.csv"},
            {"name": "strong", "title": title("strong"), "effects": "strong.csv"},
            {"name": "weak", "title": title("weak"), "effects": "weak.csv"},
        ],
        weights={"strong": {"response": 1}, "weak": {"response": 3}},
        targets=[workshop.target("y", 1.0)], draws=4000,
    )  # fmt: skip


def moved(case, plan, y: float, g: float = 1.0):
    """The weights when y and purchases came in at these levels from the plan's start."""
    data = case.known(case.as_of)
    longer = data.window(data.span.start, START + (QUARTERS - 1))
    columns = {}
    for name, value in (("y", y), ("g", g)):
        path = np.array(longer[name])
        path[-QUARTERS:] = value
        columns[name] = path
    case = dataclasses.replace(case, store=Store.final_values(longer.assign(**columns)))
    made = situation_of(case, plan)
    return {w.name: w for w in reweigh(made, plan, START + (QUARTERS - 1))}


def mean_effect(response: np.ndarray, change: np.ndarray) -> float:
    """The mean effect over the quarters reviewed of a change of purchases by quarter."""
    return float(np.mean([response[: t + 1][::-1] @ change[: t + 1] for t in range(QUARTERS)]))


def test_bayes_rule_over_responses(economy) -> None:
    plan = design(economy)
    idle = np.array(plan.baseline_instruments[0].values[:QUARTERS])
    found = moved(economy, plan, y=1.8)
    likely = {}
    for name, response, prior in (("strong", STRONG, 0.25), ("weak", WEAK, 0.75)):
        # The outlook is high or low throughout, so that its mean deviates as a quarter does.
        miss = (1.8 - mean_effect(response, 1.0 - idle)) / DEVIATION
        likely[name] = prior * np.exp(-0.5 * miss**2)
        assert found[name].response_before == pytest.approx(prior)
    for name, value in likely.items():
        assert found[name].response_after == pytest.approx(value / sum(likely.values()), abs=0.02)
    assert found["strong"].response_after > 0.9
    assert found["outlook"].outlook_after == pytest.approx(1)


def test_an_outturn_that_nobody_had_thought_possible_still_moves_weights(economy) -> None:
    """Densities that are zero to the computer have a ratio: far up, that of the strong effects."""
    found = moved(economy, design(economy), y=40.0)
    assert found["strong"].response_after == pytest.approx(1)
    assert found["weak"].response_after == pytest.approx(0)


def test_where_policy_did_nothing_nothing_is_learned_of_responses(economy) -> None:
    plan = design(economy)
    idle = plan.baseline_instruments[0].values[0]
    found = moved(economy, plan, y=1.8, g=idle)
    assert found["weak"].response_after == pytest.approx(0.75)


def test_settings_that_nobody_knows_move_no_weights(economy) -> None:
    plan = design(economy)
    assert moved(economy, plan, y=1.8, g=np.nan) == {}
