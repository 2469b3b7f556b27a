"""Scenarios that nature sets: the least implausible that breaks a limit."""

import json
import time

import numpy as np
import pytest

from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.serial import from_json, to_json
from tinbergen.engine.control.plausibility import Plausibility
from tinbergen.loop.case import cases
from tinbergen.loop.cycle import turn
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess

ECONOMY = """
var y pi i; varexo g;
model;
[name='output'] y = .8*y(-1) - .25*(i(-1) - pi(-1)) + .5*g;
[name='prices'] pi = .7*pi(-1) + .2*y(-1);
[name='rule'] i = .6*i(-1) + .6*pi + .2*y;
end;
"""
LINEAR = """
var capital; varexo gap rate;
model; [name='capital'] capital = .9*capital(-1) + .8 + .3*gap - .1*rate(-1); end;
"""
CURVED = """
var capital; varexo gap rate;
model; [name='capital'] capital = capital(-1) + .4 - .4*exp(-.6*gap) + .02*gap*rate; end;
"""


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": text}


@pytest.fixture
def stressed(tmp_path):
    """An economy with draws, a bank on it, and nature's paths of output and the rate."""

    def make(model: str = LINEAR, *, limit: dict | None = None, natural=("y", "i"), **changes):
        (tmp_path / "economy.mod").write_text(ECONOMY)
        (tmp_path / "bank.mod").write_text(model)
        columns = {n: np.zeros(12) for n in ("y", "pi", "i", "g")} | {"capital": np.full(12, 8.0)}
        rows = [",".join(["date", *columns])]
        rows += [
            ",".join([f"20{t // 4:02d}Q{t % 4 + 1}", *(str(v[t]) for v in columns.values())])
            for t in range(12)
        ]
        (tmp_path / "data.csv").write_text("\n".join(rows) + "\n")
        disturbed = {"output": 0.5, "prices": 0.3, "rule": 0.2}
        document = {
            "name": "stress", "title": words("Reverse stress"),
            "data": {"source": "data.csv", "columns": "own"}, "as_of": "2002Q4", "horizon": 6,
            "draws": 2000, "seed": 3, "model": "economy.mod",
            "uncertainty": {"disturbances": disturbed},
            "exogenous": {"g": {"rule": "constant", "value": 0}},
            "satellite": {
                "model": "bank.mod", "title": words("Bank"), "reads": {"gap": "y", "rate": "i"},
            },
            "instruments": [
                {"name": n, "title": words(n), "unit": words("percent"), "kind": "scenario"}
                for n in natural
            ],
            "constraints": [{
                "name": "capital", "title": words("Capital"), "variable": "capital",
                "sense": "at_most", "bound": 4.5, "unit": words("percent"), "on": "2004Q2",
                **(limit or {}),
            }],
            "diagnosis": [], "alternatives": [], **changes,
        }  # fmt: skip
        path = tmp_path / "case.yaml"
        path.write_text(json.dumps(document), encoding="utf-8")
        return cases.load(path)

    return make


def moments(case) -> tuple[np.ndarray, np.ndarray]:
    """Mean (6, 2) flattened and covariance of the outlook's draws of what nature sets."""
    draws = assess(case).worlds.lead.inner.outlook()
    paths = np.stack([draws[n] for n in ("y", "i")], axis=2).reshape(case.draws, -1)
    return paths.mean(axis=0), np.cov(paths, rowvar=False)


def scenario(plan: Plan) -> np.ndarray:
    return np.column_stack([s.values for s in plan.instruments]).reshape(-1)


def test_a_straight_limit_has_the_closed_form(stressed) -> None:
    """x = m + S a (b - a'm) / (a'S a), squared distance (b - a'm)^2 / (a'S a)."""
    case = stressed()
    mean, covariance = moments(case)
    a = np.zeros((6, 2))
    a[:, 0] = 0.3 * 0.9 ** np.arange(5, -1, -1)
    a[:5, 1] = -0.1 * 0.9 ** np.arange(4, -1, -1)
    own = 0.9**6 * 8 + 0.8 * sum(0.9**k for k in range(6))
    a = a.reshape(-1)
    gap, spread = 4.5 - own - a @ mean, a @ covariance @ a
    plan = design(case)
    np.testing.assert_allclose(scenario(plan), mean + covariance @ a * gap / spread, atol=1e-7)
    assert plan.scenario is not None and plan.kkt_residual < 1e-6
    assert plan.scenario.distance**2 == pytest.approx(gap**2 / spread, rel=1e-8)
    assert plan.loss == pytest.approx(gap**2 / spread, rel=1e-8)
    assert plan.scenario.size == plan.scenario.degrees == 12
    # The price of a unit of the limit is the derivative of the squared distance.
    (price,) = plan.binding
    assert price.constraint == "capital" and str(price.period) == "2004Q2"
    assert price.price == pytest.approx(-2 * gap / spread, rel=1e-6)
    # Where the draws are normal and the limit is straight, as many lie beyond as the normal tail.
    assert plan.scenario.beyond == pytest.approx(plan.scenario.share, abs=0.01)


def test_tails_are_those_of_scipy(stressed) -> None:
    stats = pytest.importorskip("scipy.stats")
    found = design(stressed(limit={"bound": 6.5})).scenario
    assert found.tail == pytest.approx(stats.chi2.sf(found.distance**2, 12))
    assert found.beyond == pytest.approx(stats.norm.sf(found.distance))


def test_a_curved_limit_is_as_a_grid_has_it(stressed) -> None:
    """Two unknowns: nothing on a fine grid that breaks the limit lies nearer."""
    case = stressed(CURVED, natural=("y",), horizon=2,
                    limit={"bound": 6.0, "on": "2003Q2"})  # fmt: skip
    plan = design(case)
    world = assess(case).worlds.lead
    draws = world.inner.outlook()["y"]
    mean, inverse = draws.mean(axis=0), np.linalg.inv(np.cov(draws, rowvar=False))
    x, y = np.meshgrid(np.linspace(-8, 2, 1001), np.linspace(-8, 2, 1001))
    rate = world.inner.baseline("i")
    capital = 8.0
    for gap, r in zip((x, y), rate, strict=True):
        capital = capital + 0.4 - 0.4 * np.exp(-0.6 * gap) + 0.02 * gap * r
    gaps = np.stack([x - mean[0], y - mean[1]])
    distance = np.einsum("kij,kl,lij->ij", gaps, inverse, gaps)
    least = np.where(capital <= 6.0, distance, np.inf)
    place = np.unravel_index(least.argmin(), least.shape)
    assert plan.scenario.distance**2 <= least.min() + 1e-9
    assert plan.scenario.distance**2 == pytest.approx(least.min(), rel=0.02)
    np.testing.assert_allclose(scenario(plan), [x[place], y[place]], atol=0.05)


def test_the_period_that_costs_least_is_found(stressed) -> None:
    plan = design(stressed(limit={"on": None, "once": True, "bound": 6.0}))
    found = plan.scenario
    assert len(found.attempts) == 6
    by_period = {str(a.period): a.distance for a in found.attempts}
    for date, distance in by_period.items():
        alone = design(stressed(limit={"on": date, "bound": 6.0})).scenario.distance
        assert distance == pytest.approx(alone, rel=1e-6)
    assert found.distance == pytest.approx(min(by_period.values()), rel=1e-9)
    assert str(found.period) == min(by_period, key=by_period.get)


def test_bounds_are_kept_and_cost(stressed) -> None:
    free = design(stressed())
    lower = {"name": "y", "title": words("y"), "unit": words("percent"), "kind": "scenario",
             "lower": -2.0}  # fmt: skip
    rate = {**lower, "name": "i", "lower": 0.0}
    bound = design(stressed(instruments=[lower, rate]))
    assert scenario(bound).reshape(6, 2)[:, 0].min() >= -2 - 1e-9
    assert bound.scenario.distance > free.scenario.distance
    never = design(stressed(instruments=[{**lower, "lower": -0.1}, {**rate, "upper": 1.0}]))
    assert "No scenario" in never.verdict.en


def test_what_the_outlook_breaks_itself_needs_no_scenario(stressed) -> None:
    found = design(stressed(limit={"bound": 9.0}))
    assert found.scenario.distance < 0.1
    assert found.scenario.share > 0.9


def test_directions_without_variance_stay(stressed) -> None:
    """With one shock a period the rate is a function of output: six directions of twelve."""
    quiet = {"disturbances": {"output": 0.5}}
    case = stressed(LINEAR, uncertainty=quiet, natural=("y", "i"))
    plan = design(case)
    assert plan.scenario.degrees == 6 and plan.scenario.size == 12
    draws = assess(case).worlds.lead.inner.outlook()
    y, i = scenario(plan).reshape(6, 2).T
    basis = np.linalg.lstsq(draws["y"] - draws["y"].mean(0), draws["i"] - draws["i"].mean(0))[0]
    np.testing.assert_allclose(i - draws["i"].mean(0), (y - draws["y"].mean(0)) @ basis, atol=1e-6)


def test_several_worlds_take_one_scenario(stressed, tmp_path) -> None:
    """The outlooks are pooled; the bank is the same on each of them."""
    (tmp_path / "other.mod").write_text(ECONOMY.replace(".8*y(-1)", ".5*y(-1)"))
    other = {
        "name": "other", "title": words("Other"), "model": "other.mod",
        "uncertainty": {"disturbances": {"output": 0.8, "rule": 0.2}},
        "exogenous": {"g": {"rule": "constant", "value": 0}},
    }  # fmt: skip
    case = stressed(worlds=[other])
    there = assess(case)
    plan = design(there)
    pooled = there.scope.before(("y", "i"))
    paths = np.stack([pooled[n] for n in ("y", "i")], axis=2).reshape(len(pooled.values), -1)
    measure = Plausibility.of(paths)
    assert plan.scenario.distance**2 == pytest.approx(measure.squared(scenario(plan)))
    planned = next(s for s in plan.planned if s.name == "capital").values
    assert planned[-1] == pytest.approx(4.5, abs=1e-7)
    for world in there.worlds:
        own = world.respond(
            tb_choice(plan), ("capital",)
        ).central["capital"]  # fmt: skip
        np.testing.assert_allclose(own, planned, atol=1e-7)


def tb_choice(plan: Plan):
    from tinbergen.loop.worlds.protocol import Choice

    return Choice({s.name: np.array(s.values) for s in plan.instruments})


def test_the_plan_says_it_and_is_read_back(stressed, spoken) -> None:
    plan = design(stressed(limit={"on": None, "once": True, "bound": 5.0}))
    spoken(plan.verdict, *plan.assumptions)
    assert "standard deviations from the outlook" in plan.verdict.en
    again = from_json(Plan, to_json(plan))
    assert again.scenario == plan.scenario and again.id == plan.id
    shown = repr(plan)
    assert "standard deviations" in shown
    assert plan.loss_parts[0].name == "distance from the outlook"


def test_a_government_asks_which_scenario_breaks_its_debt_limit(stressed) -> None:
    """The same schema: debt follows growth and the rate."""
    debt = """
    var debt; varexo gap rate;
    model; [name='debt'] debt = debt(-1)*(1 + (rate - gap)/400) + .5 - .3*gap; end;
    """
    case = stressed(
        debt.replace("debt", "capital"),
        limit={"sense": "at_least", "bound": 20.0, "on": None, "once": True},
    )
    plan = design(case)
    assert scenario(plan).reshape(6, 2)[:, 0].mean() < 0
    assert plan.scenario.period is not None


def test_thirty_six_unknowns_take_less_than_two_seconds(stressed) -> None:
    case = stressed(CURVED, natural=("y", "i"), horizon=18, limit={"bound": 4.5, "on": "2007Q2"})
    there = assess(case)
    there.worlds.lead.outlook()
    begun = time.process_time()
    plan = design(there)
    assert time.process_time() - begun < 2
    assert plan.scenario.size == 36 and plan.kkt_residual < 1e-5


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("L003", {"targets": [{"variable": "y", "title": words("y"), "unit": words("%"),
                               "desired": 0}]}),
        ("L003", {"objective": "expected"}),
        ("L003", {"satellite": None}),
        ("L003", {"natural": ("pi",)}),
        ("L003", {"limit": {"on": "2009Q1"}}),
        ("L003", {"limit": {"on": "2003Q1", "once": True}}),
        ("L004", {"constraints": []}),
        ("L146", {"uncertainty": {}}),
        ("L014", {"limit": {"on": "2003"}}),
    ],
)  # fmt: skip
def test_mistakes_are_named(stressed, code, changes) -> None:
    with pytest.raises(TinbergenError) as caught:
        design(stressed(**changes))
    assert code in [fault.code for fault in (caught.value, *caught.value.also)]


def test_a_distance_of_nothing_and_of_ones_own_draws() -> None:
    rng = np.random.default_rng(0)
    draws = rng.standard_normal((500, 4)) @ rng.standard_normal((4, 4))
    found = Plausibility.of(draws)
    assert found.squared(draws.mean(axis=0)) == pytest.approx(0)
    gap = draws[0] - draws.mean(axis=0)
    wanted = gap @ np.linalg.solve(np.cov(draws, rowvar=False), gap)
    assert found.squared(draws[0]) == pytest.approx(wanted)
    assert len(found.still) == 0
    flat = Plausibility.of(np.c_[draws, draws[:, 0] + draws[:, 1]])
    assert len(flat.roots) == 4 and len(flat.still) == 1
    assert flat.squared(np.r_[draws[0], draws[0, :2].sum()]) == pytest.approx(wanted)


def test_nobody_adopts_a_scenario(stressed) -> None:
    case = stressed(limit={"on": "2003Q4"}, as_of="2002Q2")
    plan = design(case)
    for review in (monitor, evaluate):
        with pytest.raises(TinbergenError, match="L147"):
            review(case, plan)
    turned = turn(case).cycle
    assert turned.plan.id and turned.monitoring is None and "nobody" in turned.advice[0].en


def test_it_is_shown_in_the_terminal_and_in_a_report(stressed, tmp_path) -> None:
    case = stressed(limit={"on": None, "once": True, "bound": 5.0})
    plan = design(case)
    page = plan._repr_html_()
    assert "Mahalanobis" in page and "The scenario beside the outlook" in page
    assert plan.to_frame() is not None and plan.plot() is not None
    assert "Mahalanobis" in plan.summary()
    assert "马氏距离" in plan.summary(lang="zh")
