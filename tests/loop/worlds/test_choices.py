"""What can be chosen and what is minimised, through the case: switches, levels, risk."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog, minimize_scalar

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.loop.design import design
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice

NEXT = Period.parse("2010Q1")
T = 6
SIZES = {"road": 0.9, "school": 0.5, "bridge": 1.3}
COSTS = {"road": 0.35, "school": 0.2, "bridge": 0.5}


@pytest.fixture
def projects(workshop):
    """Three projects that are done or not, output below where it should be, draws around it."""
    workshop.table("forecast.csv", NEXT, {
        "y": np.linspace(-2, -1, T), "y_sd": np.linspace(0.5, 1.5, T),
    })  # fmt: skip
    workshop.effects("effects.csv", {
        (n, "y"): size * 0.6 ** np.arange(T) for n, size in SIZES.items()
    })  # fmt: skip
    table = {"name": "table", "title": {"en": "Table", "zh": "表"}, "forecast": "forecast.csv",
             "effects": "effects.csv"}  # fmt: skip

    def case(**changes):
        parts = {
            "worlds": [table], "horizon": T, "draws": 60,
            "targets": [workshop.target("y", 0.0, sense="at_least")],
            "instruments": [
                workshop.instrument(n, kind="switch", cost=COSTS[n]) for n in SIZES
            ],
        }  # fmt: skip
        return workshop.table_case(**{**parts, **changes})

    return case


def effect(name: str) -> np.ndarray:
    """What a project, once on, does in each period."""
    return SIZES[name] * np.cumsum(0.6 ** np.arange(T))


def losses(case, done, *, power: int) -> np.ndarray:
    """(draws,) misses and costs of a combination."""
    y = assess(case).worlds.lead.outlook()["y"] + sum(
        d * effect(n) for d, n in zip(done, SIZES, strict=True)
    )
    cost = sum(T * COSTS[n] * d for d, n in zip(done, SIZES, strict=True))
    return (np.maximum(-y, 0) ** power).sum(axis=1) + cost


def chosen(plan) -> tuple[float, ...]:
    done = []
    for series in plan.instruments:
        assert np.ptp(series.values) == pytest.approx(0, abs=1e-9)
        done.append(round(float(series.values[0]), 9))
    return tuple(done)


@pytest.mark.parametrize("penalty", ["quadratic", "linear"])
@pytest.mark.parametrize("objective", ["central", "expected"])
def test_switches_against_every_combination(projects, penalty, objective) -> None:
    case = projects(penalty=penalty, objective=objective)
    power = 2 if penalty == "quadratic" else 1

    def worth(done) -> float:
        if objective == "expected":
            return float(losses(case, done, power=power).mean())
        y = np.linspace(-2, -1, T) + sum(d * effect(n) for d, n in zip(done, SIZES, strict=True))
        cost = sum(T * COSTS[n] * d for d, n in zip(done, SIZES, strict=True))
        return float((np.maximum(-y, 0) ** power).sum() + cost)

    best = min(product((0.0, 1.0), repeat=3), key=worth)
    plan = design(case)
    assert chosen(plan) == best
    assert plan.loss == pytest.approx(worth(best))
    assert plan.baseline_loss == pytest.approx(worth((0.0, 0.0, 0.0)))
    assert plan.objective == objective


def test_the_worst_share_against_every_combination(projects) -> None:
    """The mean of the worst tenth of sixty draws is that of the worst six."""
    case = projects(penalty="linear", risk=0.9, objective="expected")

    def worst(done) -> float:
        return float(np.sort(losses(case, done, power=1))[-6:].mean())

    best = min(product((0.0, 1.0), repeat=3), key=worst)
    plan = design(case)
    assert chosen(plan) == best
    assert plan.loss == pytest.approx(worst(best))
    mean = min(product((0.0, 1.0), repeat=3), key=lambda d: float(losses(case, d, power=1).mean()))
    assert mean != best


def test_the_worst_share_of_paths_against_a_program_written_out(workshop, projects) -> None:
    """Minimise threshold + mean excess / (1 - level), Rockafellar and Uryasev (2000)."""
    case = projects(
        penalty="linear", risk=0.9, objective="expected",
        instruments=[workshop.instrument("road", cost=0.05, lower=0, upper=3)],
    )  # fmt: skip
    plan = design(case)
    y = assess(case).worlds.lead.outlook()["y"]
    D = len(y)
    B = np.zeros((T, T))
    for s in range(T):
        B[s:, s] = SIZES["road"] * 0.6 ** np.arange(T - s)
    # Unknowns: u (T), misses (D x T), threshold, excess (D); u is at least its idle path, zero.
    size = T + D * T + 1 + D
    rows, right = [], []
    for d, t in product(range(D), range(T)):
        row = np.zeros(size)
        row[:T], row[T + d * T + t] = -B[t], -1.0
        rows.append(row)
        right.append(y[d, t])
    for d in range(D):
        row = np.zeros(size)
        row[:T] = 0.05
        row[T + d * T : T + (d + 1) * T] = 1.0
        row[T + D * T], row[T + D * T + 1 + d] = -1.0, -1.0
        rows.append(row)
        right.append(0.0)
    cost = np.r_[np.zeros(T + D * T), 1.0, np.full(D, 1 / D / 0.1)]
    ranges = [(0, 3)] * T + [(0, None)] * (D * T) + [(None, None)] + [(0, None)] * D
    found = linprog(cost, A_ub=np.array(rows), b_ub=right, bounds=ranges)
    assert plan.loss == pytest.approx(found.fun, abs=1e-7)
    u = np.array(plan.instruments[0].values)
    misses = np.maximum(-(y + B @ u), 0).sum(axis=1) + 0.05 * u.sum()
    assert np.sort(misses)[-6:].mean() == pytest.approx(found.fun, abs=1e-7)


@pytest.mark.parametrize("penalty", ["quadratic", "linear"])
def test_limits_that_contradict_one_another_are_named(workshop, projects, penalty) -> None:
    """A road of at most one can't raise output by what the floor asks for in the first period."""
    floor = {
        "name": "floor", "title": {"en": "Floor", "zh": "下限"}, "variable": "y",
        "sense": "at_least", "bound": 0.0, "unit": {"en": "percent", "zh": "百分比"},
    }  # fmt: skip
    plan = design(projects(
        penalty=penalty, instruments=[workshop.instrument("road", lower=0, upper=1)],
        constraints=[floor],
    ))  # fmt: skip
    lacking = 2.0 - SIZES["road"]
    assert plan.verdict.en.startswith("No path satisfies all constraints")
    assert (
        f"Floor: broken by up to {lacking:.2f} percentage points, most in 2010Q1" in plan.verdict.en
    )
    assert f"下限最多突破{lacking:.2f}" in plan.verdict.zh
    assert plan.instruments[0].values[0] == pytest.approx(1.0, abs=1e-5)


def test_one_level_for_the_whole_horizon(workshop) -> None:
    case = workshop.case(
        model="curved.mod", instruments=[workshop.instrument("g", kind="level")], draws=50
    )
    plan = design(case)
    values = np.array(plan.instruments[0].values)
    assert np.ptp(values) == pytest.approx(0, abs=1e-9)
    world = assess(case).worlds.lead

    def loss(level: float) -> float:
        central = world.respond(Choice({"g": np.full(8, level)}), ("y", "pi")).central
        return float(((central["y"] - 1) ** 2 + (central["pi"] - 0.5) ** 2).sum() + 0.8 * level**2)

    other = minimize_scalar(loss, bounds=(-5, 5), method="bounded", options={"xatol": 1e-9})
    assert values[0] == pytest.approx(other.x, abs=1e-6)


def test_risk_needs_misses_as_they_are(projects) -> None:
    with pytest.raises(TinbergenError, match="L003") as caught:
        projects(risk=0.9)
    assert caught.value.at.text.startswith("risk")
