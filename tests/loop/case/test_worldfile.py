"""Further worlds of a case file: what a person who gets one wrong reads, and where."""

import re

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case import cases
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.situation import assess

MODEL = """var y i; varexo g;
model;
[name='output'] y = .8*y(-1) - .2*i(-1) + .5*g;
[name='rule'] i = .6*i(-1) + .2*y;
end;
"""
CASE = """name: worlds
title: {en: Several worlds, zh: 多个世界}
data: {source: data.csv, columns: own}
as_of: 2009Q4
horizon: 4
draws: 50
model: own.mod
exogenous: {g: {rule: constant, value: 0}}
diagnosis: []
alternatives: []
instruments:
  - {name: g, title: {en: g, zh: 购}, unit: {en: percent, zh: 百分比}, cost: 0.1}
targets:
  - {variable: y, title: {en: y, zh: 产}, unit: {en: percent, zh: 百分比}, desired: 1}
worlds:
  - name: table
    title: {en: Table, zh: 表}
    forecast: forecast.csv
    effects: effects.csv
  - name: model
    title: {en: Model, zh: 模型}
    model: other.mod
    policy: {i: rule}
    parameters: {}
    exogenous: {g: {rule: constant, value: 0}}
weights:
  table: {outlook: 1, response: 2}
"""
FORECAST = "date,y,y_sd\n2010Q1,1,.2\n2010Q2,.9,.3\n2010Q3,.8,.4\n2010Q4,.7,.5\n"
EFFECTS = (
    "instrument,indicator,horizon,effect,error\n"
    "g,y,0,.5,.1\ng,y,1,.4,.1\ng,y,2,.3,.1\ng,y,3,.2,.1\n"
)

#: Kind of mistake -> code, the file it is in, what is replaced there and by what.
MISTAKES = {
    "policy_equation": ("L062", "case.yaml", "{i: rule}", "{i: rul}"),
    "policy_variable": ("L062", "case.yaml", "{i: rule}", "{j: rule}"),
    "instead_of": ("L018", "case.yaml", "{name: g, title", "{name: i, instead_of: rul, title"),
    "believed_without_numbers": (
        "L200", "case.yaml", "parameters: {}", "information: believed"),
    "numbers_without_belief": (
        "L200", "case.yaml", "parameters: {}",
        "credibility: {share: .5, ahead: 4, why: {en: w, zh: w}}"),
    "believed_by_who_looks_back": (
        "L201", "case.yaml", "parameters: {}",
        "information: believed\n    credibility: {share: .5, ahead: 4, why: {en: w, zh: w}}"),
    "believed_in_the_own_model": (
        "L200", "case.yaml", "draws: 50", "draws: 50\ninformation: believed"),
    "believed_more_than_wholly": (
        "L003", "case.yaml", "parameters: {}",
        "information: believed\n    credibility: {share: 1.5, ahead: 4, why: {en: w, zh: w}}"),
    "believed_without_a_source": (
        "L004", "case.yaml", "parameters: {}",
        "information: believed\n    credibility: {share: .5, ahead: 4}"),
    "believed_misspelt": (
        "L002", "case.yaml", "parameters: {}",
        "information: believed\n    credibility: {shares: .5, ahead: 4, why: {en: w, zh: w}}"),
    "weight_of_no_world": ("L098", "case.yaml", "  table: {outlook", "  tabel: {outlook"),
    "negative_weight": ("L003", "case.yaml", "outlook: 1", "outlook: -1"),
    "world_twice": ("L017", "case.yaml", "  - name: model", "  - name: table"),
    "world_without_anything": (
        "L003", "case.yaml", "    forecast: forecast.csv\n    effects: effects.csv\n", ""),
    "world_with_both": (
        "L003", "case.yaml", "    model: other.mod\n", "    model: other.mod\n    forecast: forecast.csv\n"),
    "unknown_key": ("L002", "case.yaml", "    effects: effects", "    efects: effects"),
    "unknown_parameter": ("L048", "case.yaml", "parameters: {}", "parameters: {alpha: 1}"),
    "unknown_disturbance": (
        "L048", "case.yaml", "parameters: {}", "uncertainty: {disturbances: {demand: 1}}"),
    "unknown_deviation": (
        "L048", "case.yaml", "parameters: {}", "uncertainty: {parameters: {alpha: 1}}"),
    "unknown_observed": ("L048", "case.yaml", "parameters: {}", "observed: {z: 1}"),
    "unknown_indicator": (
        "L048", "case.yaml", "parameters: {}", "indicators: {y: {variable: z}}"),
    "unknown_model": ("M019", "case.yaml", "other.mod", "oter.mod"),
    "risk_of_squares": ("L003", "case.yaml", "draws: 50", "draws: 50\nrisk: 0.9"),
    "no_forecast_file": ("D010", "case.yaml", "forecast: forecast.csv", "forecast: forecas.csv"),
    "no_effects_file": ("D010", "case.yaml", "effects: effects.csv", "effects: effect.csv"),
    "effects_with_a_gap": ("L079", "effects.csv", "g,y,2,.3,.1\n", ""),
    "effects_without_a_column": ("L079", "effects.csv", "horizon", "quarter"),
    "effect_of_no_number": ("L079", "effects.csv", "g,y,2,.3", "g,y,2,big"),
    "negative_error": ("L079", "effects.csv", "g,y,2,.3,.1", "g,y,2,.3,-.1"),
    "endless_error": ("L079", "effects.csv", "g,y,2,.3,.1", "g,y,2,.3,inf"),
    "effect_too_large": ("L079", "effects.csv", "g,y,2,.3", "g,y,2,-1e31"),
    "kept_by_a_table": (
        "L003", "case.yaml", "    effects: effects.csv", "    effects: effects.csv\n    kept: path"),
    "mean_of_no_outlook": (
        "L003", "case.yaml", "parameters: {}", "indicators: {y: {variable: y, over: 4}}"),
    "target_of_no_outlook": (
        "L133", "case.yaml", "    forecast: forecast.csv\n    effects: effects.csv\n",
        "    outlook: us-final\n    indicators: {y: {variable: CPY}}\n"),
    "after_without_tail": ("L003", "case.yaml", "desired: 1}", "desired: 1, after: true}"),
    "omit_upside_down": (
        "L003", "case.yaml", "draws: 50", "draws: 50\nomit: [{from: 2005Q2, to: 2005Q1}]"),
    "weights_all_zero": (
        "L134", "case.yaml", "  table: {outlook: 1, response: 2}",
        "  table: {response: 0}\n  model: {response: 0}\n  own: {response: 0}"),
    "effects_end_early": ("L075", "effects.csv", "g,y,3,.2,.1\n", ""),
    "forecast_ends_early": ("L074", "forecast.csv", "2010Q3,.8,.4\n2010Q4,.7,.5\n", ""),
    "forecast_begins_late": ("L074", "forecast.csv", "2010Q1,1,.2\n", ""),
    "forecast_with_a_gap": ("L074", "forecast.csv", "2010Q2,.9,.3", "2010Q2,,.3"),
    "deviation_with_a_gap": ("L074", "forecast.csv", "2010Q3,.8,.4", "2010Q3,.8,"),
    "forecast_of_another_frequency": (
        "L014", "forecast.csv", FORECAST, "date,y\n2010,1\n2011,.9\n2012,.8\n2013,.8\n"),
    "instrument_of_no_world": ("L006", "effects.csv", "g,y", "h,y"),
    "nobody_answers": ("L071", "effects.csv", "g,y", "g,z"),
}  # fmt: skip
#: Mistakes that only what the case does not say shows.
NOWHERE = {"nobody_answers"}
#: Mistakes in a case that has no model.
TABLE_ALONE = {"nobody_answers", "instrument_of_no_world"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"{2000 + t // 4}Q{t % 4 + 1},{(t % 7) / 7},{(t % 5) / 5},0" for t in range(40)]
    files = {
        "case.yaml": CASE, "own.mod": MODEL, "other.mod": MODEL, "forecast.csv": FORECAST,
        "effects.csv": EFFECTS, "data.csv": "\n".join(["date,y,i,g", *rows]) + "\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("kind", MISTAKES)
def test_mistakes_in_worlds(kind, golden, folder) -> None:
    code, name, old, new = MISTAKES[kind]
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    if kind in TABLE_ALONE:
        case = (folder / "case.yaml").read_text(encoding="utf-8")
        alone = case.replace("model: own.mod\n", "", 1).split("  - name: model")[0]
        alone = alone.replace("exogenous: {g: {rule: constant, value: 0}}\n", "", 1)
        (folder / "case.yaml").write_text(alone, encoding="utf-8")
    with pytest.raises(TinbergenError) as caught:
        design(assess(cases.load("case.yaml")))
    fault = caught.value
    words = "\n\n".join(fault.render(lang) for lang in ("en", "zh")) + "\n"
    assert fault.code == code, words
    assert (fault.at is None or fault.at.line is None) == (kind in NOWHERE), words
    assert not re.search(r"\{\w+\}", words), "a placeholder is not filled"
    assert ("^" in words) == (kind not in NOWHERE)
    golden(f"world_{kind}.txt", words)


def test_what_is_right_is_read(folder) -> None:
    case = cases.load("case.yaml")
    table, model = case.worlds
    assert set(table.forecast) == {"y"}
    assert list(table.deviation["y"]) == [0.2, 0.3, 0.4, 0.5]
    response, error = table.effects["g", "y"]
    assert list(response) == [0.5, 0.4, 0.3, 0.2]
    assert list(error) == [0.1] * 4
    assert model.policy == {"i": "rule"}
    assert {w.name: w.response_weight for w in case.all_worlds} == {
        "own": 1, "table": 2, "model": 1,
    }  # fmt: skip
    plan = design(assess(case))
    assert [w.name for w in plan.worlds] == ["own", "table", "model"]


def test_without_errors_they_are_zero(folder) -> None:
    text = "\n".join(row.rsplit(",", 1)[0] for row in EFFECTS.splitlines()) + "\n"
    (folder / "effects.csv").write_text(text, encoding="utf-8")
    assert not cases.load("case.yaml").worlds[0].effects["g", "y"][1].any()


def test_a_model_goes_on_as_the_case_says_unless_it_says_otherwise(folder) -> None:
    rule = "    exogenous: {g: {rule: constant, value: 0}}\n"
    assert rule in CASE
    (folder / "case.yaml").write_text(CASE.replace(rule, ""), encoding="utf-8")
    assert list(_beyond("model", "g")) == [0.0] * 4
    other = rule.replace("value: 0", "value: 2")
    (folder / "case.yaml").write_text(CASE.replace(rule, other), encoding="utf-8")
    assert list(_beyond("model", "g")) == [2.0] * 4


def _beyond(world: str, name: str):
    """A world's path of a variable beyond the data."""
    worlds = assess(cases.load("case.yaml")).worlds
    return next(w for w in worlds if w.name == world).baseline(name)


def test_effects_alone_are_evaluated(folder) -> None:
    """A table without a forecast has no level to foresee, and knows the plan's effects."""
    text = CASE.replace("    forecast: forecast.csv\n", "").replace("2009Q4", "2008Q4")
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    case = cases.load("case.yaml")
    plan = design(case)
    found = {f.name: f for f in evaluate(case, plan).findings}
    assert set(found) == {"plan on y", "outturn on y"}
    parts = {p.name: p for p in found["plan on y"].parts}
    assert set(parts) == {"own", "table", "model"}
    assert sum(p.value for p in parts.values()) == pytest.approx(found["plan on y"].estimate)
    # By hand: the settings' effects by horizon, the mean of four quarters.
    moved = [p - b for p, b in zip(
        plan.instruments[0].values, plan.baseline_instruments[0].values, strict=True)]  # fmt: skip
    response = [0.5, 0.4, 0.3, 0.2]
    effect = [sum(response[t - s] * moved[s] for s in range(t + 1)) for t in range(4)]
    weight = next(w.response_weight for w in plan.worlds if w.name == "table")
    assert parts["table"].value == pytest.approx(weight * sum(effect) / 4)
