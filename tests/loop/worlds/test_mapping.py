"""A world under other names and units makes the plan that it makes under the case's own."""

import dataclasses
import re

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.mapping import MappedWorld, on_one_path
from tinbergen.loop.worlds.protocol import Choice

NEXT = Period.parse("2010Q1")
#: Indicator -> the foreign model's variable, and indicator = factor * variable + offset.
MAPS = {"y": ("Ygap", 0.01, 0.0), "pi": ("dp", 2.0, 1.0), "i": ("R", 100.0, 0.5),
        "g": ("spend", -0.5, 2.0), "tau": ("tax", 1.0, -1.0)}  # fmt: skip


def foreign(text: str) -> str:
    """The same model in other names and units: every x becomes (factor * X + offset)."""
    head, body = text.split("model;")
    for name, (other, _, _) in MAPS.items():
        head = re.sub(rf"\b{name}\b(?!=)", other, head)

    def swapped(found: re.Match) -> str:
        other, factor, offset = MAPS[found[1]]
        return f"({factor}*{other}{found[2] or ''} + ({offset}))"

    return head + "model;" + re.sub(r"\b(y|pi|i|g|tau)\b(\(-?\d\))?(?!'|\w)", swapped, body)


@pytest.fixture
def pair(workshop):
    """A case on the curved model, and one on the same model in foreign names and units."""
    workshop.file("foreign.mod", foreign((workshop.folder / "curved.mod").read_text()))
    parts = {
        "instruments": [workshop.instrument("g", upper=1.5, max_step=0.8)],
        "trip_wires": {"variables": ["y", "pi"]}, "monitor": {"until": "2010Q3"},
        "constraints": [{
            "name": "cap", "title": {"en": "Cap", "zh": "上限"}, "variable": "pi",
            "sense": "at_most", "bound": 0.3, "unit": {"en": "percent", "zh": "百分比"},
        }],
    }  # fmt: skip
    world = {
        "name": "foreign", "title": {"en": "Foreign", "zh": "外国"}, "model": "foreign.mod",
        "exogenous": {
            MAPS[n][0]: {"rule": "constant", "value": -MAPS[n][2] / MAPS[n][1]} for n in ("g", "tau")
        },
        "uncertainty": {"disturbances": {"output": 0.5, "prices": 0.3, "rule": 0.2}},
        "indicators": {
            n: {"variable": v, "factor": f, "offset": o} for n, (v, f, o) in MAPS.items()
        },
    }  # fmt: skip
    own = workshop.case(model="curved.mod", **parts)
    return own, workshop.case(model=None, exogenous=None, uncertainty=None, worlds=[world], **parts)


def settings(plan, name: str = "g") -> np.ndarray:
    return np.array(next(s.values for s in plan.instruments if s.name == name))


def test_the_same_plan(pair) -> None:
    own, other = pair
    assert isinstance(assess(other).worlds.lead, MappedWorld)
    a, b = design(own), design(other)
    np.testing.assert_allclose(settings(b), settings(a), atol=1e-7)
    assert b.loss == pytest.approx(a.loss, rel=1e-8)
    assert b.kkt_residual < 1e-6
    assert [x.constraint for x in b.binding] == [x.constraint for x in a.binding]
    np.testing.assert_allclose(
        [x.price for x in b.binding], [x.price for x in a.binding], rtol=1e-4
    )
    planned = {s.name: s.values for s in a.planned}
    for series in b.planned:
        np.testing.assert_allclose(series.values, planned[series.name], atol=1e-7)
    baseline = {s.name: s.values for s in a.baseline}
    for series in b.baseline:
        np.testing.assert_allclose(series.values, baseline[series.name], atol=1e-9)


def test_the_same_review(pair) -> None:
    own, other = pair
    plans = design(own), design(other)
    reviews = [
        monitor(c, p, revise=False).reviews[-1] for c, p in zip((own, other), plans, strict=True)
    ]
    first, second = ({f.name: f for f in r.findings if f.kind == "news"} for r in reviews)
    assert set(first) == set(second)
    for name, finding in first.items():
        assert second[name].estimate == pytest.approx(finding.estimate, abs=1e-6)
        parts = {p.name: p.value for p in finding.parts}
        for part in second[name].parts:
            assert part.value == pytest.approx(parts[part.name], abs=1e-6)
    worked = [
        {f.name: f.estimate for f in evaluate(c, p).findings}
        for c, p in zip((own, other), plans, strict=True)
    ]
    for name, value in worked[0].items():
        assert worked[1][name] == pytest.approx(value, abs=1e-6)


def test_draws_scores_and_effects_in_the_cases_units(pair) -> None:
    """With disturbances in the case's units the densities are the same."""
    own, other = pair
    one, two = assess(own).worlds.lead, assess(other).worlds.lead
    assert set(one.scores("g")) == set(two.scores("g"))
    assert set(one.indicators) == set(two.indicators)
    slopes = [w.dynamics(("g",), ("y", "pi", "g"), "announced") for w in (one, two)]
    a, b = (d.slopes(d.start()) for d in slopes)
    np.testing.assert_allclose(b, a, atol=1e-9)
    data = own.store.as_of("2010Q3")
    span = NEXT.to(NEXT + 2)
    assert two.score(data, span, ("y", "pi")) == pytest.approx(
        one.score(data, span, ("y", "pi")), abs=1e-6
    )
    for name in ("y", "pi"):
        np.testing.assert_allclose(two.outlook()[name], one.outlook()[name], atol=1e-8)


def test_a_table_in_other_units(workshop) -> None:
    """Standard errors and forecasts too: thousands for percent, another base."""
    response, mean = 0.6 * 0.7 ** np.arange(8), np.linspace(-1, 0, 8)
    plans = []
    for foreign_units in (False, True):
        by, to, of = (1000.0, 3.0, 0.5) if foreign_units else (1.0, 0.0, 1.0)
        y, g = ("Y", "G") if foreign_units else ("y", "g")
        # y = Y / by - to, g = of * G
        workshop.table("forecast.csv", NEXT, {y: by * (mean + to), f"{y}_sd": by * np.full(8, 0.3)})
        workshop.effects(
            "effects.csv", {(g, y): by * of * response}, {(g, y): by * of * 0.4 * response}
        )
        world = {"name": "t", "title": {"en": "T", "zh": "表"}, "forecast": "forecast.csv",
                 "effects": "effects.csv"}  # fmt: skip
        if foreign_units:
            world["indicators"] = {
                "y": {"variable": "Y", "factor": 1 / by, "offset": -to},
                "g": {"variable": "G", "factor": of},
            }  # fmt: skip
        plans.append(design(workshop.table_case(
            worlds=[world], targets=[workshop.target("y", 1.0, tolerance=0.5)],
            objective="expected", trip_wires={"variables": ["y"]},
        )))  # fmt: skip
    a, b = plans
    np.testing.assert_allclose(settings(b), settings(a), atol=1e-7)
    assert b.loss == pytest.approx(a.loss, rel=1e-9)
    assert b.attainment[0].probability == a.attainment[0].probability
    np.testing.assert_allclose(b.outcomes[0].quantiles, a.outcomes[0].quantiles, atol=1e-8)
    assert [w.lower for w in b.trip_wires] == pytest.approx([w.lower for w in a.trip_wires])


def test_worlds_with_rules_share_one_path_of_the_rule(qpm) -> None:
    """Each is told how far a plan goes from the common path, and goes as far from its own."""
    case = qpm()
    own = assess(case).worlds.lead
    other = dataclasses.replace(own, data=own.data.assign(rs=own.data["rs"] + 1.0))
    shared = on_one_path([own, other], [("rs",), ("rs",)])
    common = (own.baseline("rs") + other.baseline("rs")) / 2
    assert np.abs(own.baseline("rs") - other.baseline("rs")).max() > 0.1
    away = np.linspace(0.5, -0.5, case.horizon)
    for world, before in zip(shared, (own, other), strict=True):
        np.testing.assert_allclose(world.baseline("rs"), common)
        told = world.respond(Choice({"rs": common[: case.horizon] + away}), ("y", "rs"))
        alone = before.respond(Choice({"rs": before.baseline("rs")[: case.horizon] + away}), ("y",))
        np.testing.assert_allclose(told.central["y"], alone.central["y"], atol=1e-9)
        np.testing.assert_allclose(
            told.central["rs"][: case.horizon] - away, common[: case.horizon]
        )
        dynamics = world.dynamics(("rs",), ("y", "rs"))
        run = dynamics.moved(dynamics.start(), away[:, None])
        np.testing.assert_allclose(dynamics.instruments(run)[:, 0], common[: case.horizon] + away)
        np.testing.assert_allclose(dynamics.paths(run)[:, 0], alone.central["y"], atol=1e-9)
    # The path is that of the worlds whose outlook counts; one without a rule is left as it is.
    alone = on_one_path([own, other], [("rs",), ()], outlooks=(1.0, 0.0))
    assert alone[0] is own
    assert alone[1] is other
    led = on_one_path([own, other], [("rs",), ("rs",)], outlooks=(0.0, 2.0))
    assert led[1] is other
    np.testing.assert_allclose(led[0].baseline("rs"), other.baseline("rs"))
    # Where no outlook that foresees it counts, it is the rules' mean.
    silent = on_one_path([own, other], [("rs",), ("rs",)], outlooks=(0.0, 0.0))
    np.testing.assert_allclose(silent[0].baseline("rs"), common)


def test_a_case_shows_one_path_of_the_rules_that_its_worlds_go_on_with(qpm) -> None:
    """Two that read the same data otherwise foresee other rates; one that keeps the path of a plan
    shifts no rule, and is left as it is."""
    twin = {
        "name": "twin", "title": {"en": "Twin", "zh": "孪生"}, "model": "qpm.mod",
        "policy": {"rs": "rule"}, "observed": {"pi": 1.0, "rs": 0.0, "z": 0.0},
    }  # fmt: skip
    own, other = assess(qpm(worlds=[twin])).worlds
    np.testing.assert_allclose(own.baseline("rs"), other.baseline("rs"))
    assert np.abs(own.baseline("y") - other.baseline("y")).max() > 0.01
    own, other = assess(qpm(worlds=[{**twin, "kept": "path"}], kept="path")).worlds
    assert np.abs(own.baseline("rs") - other.baseline("rs")).max() > 0.01
