"""Outlooks weighed by what they had scored by a date, and by nothing later."""

import numpy as np
import pytest
import yaml

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.loop.case import cases
from tinbergen.loop.monitor import _reweighed
from tinbergen.loop.plan_notes import of_worlds, unrecorded
from tinbergen.loop.record.outlooks import outlook_scores
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.scored import FEWEST, outlooks_csv, weigh_outlooks
from tinbergen.statistics.forecast.density_pool import optimal_pool

H = 4
START = Period.parse("2000Q1")


def words(text):
    return {"en": text, "zh": text + "。"}


def table(columns):
    rows = [",".join(["date", *columns])]
    for t in range(len(next(iter(columns.values())))):
        rows.append(",".join([str(START + t), *(repr(float(v[t])) for v in columns.values())]))
    return "\n".join(rows) + "\n"


@pytest.fixture
def write(tmp_path):
    """A case of two forecasts, high and low, and one table of effects."""

    def made(scores=None, **changes):
        rng = np.random.default_rng(5)
        data = {"y": rng.normal(0.5, 1.0, 120), "z": rng.normal(0.0, 1.0, 120), "g": np.zeros(120)}
        (tmp_path / "data.csv").write_text(table(data))
        worlds = []
        for name, level in (("high", 0.6), ("low", -0.6)):
            ones = np.ones(140)
            said = {"y": level * ones, "z": 0 * ones, "y_sd": ones, "z_sd": ones}
            (tmp_path / f"{name}.csv").write_text(table(said))
            worlds.append({"name": name, "title": words(name), "forecast": f"{name}.csv"})
        effects = ["instrument,indicator,horizon,effect,error"]
        effects += [f"g,{n},{h},0.5,0.0" for n in ("y", "z") for h in range(H)]
        (tmp_path / "effects.csv").write_text("\n".join(effects) + "\n")
        worlds.append({"name": "effects", "title": words("effects"), "effects": "effects.csv"})
        document = {
            "name": "two", "title": words("Two"), "as_of": "2029Q4", "horizon": H, "draws": 400,
            "data": {"source": "data.csv", "columns": "own"}, "worlds": worlds,
            "diagnosis": [], "alternatives": [],
            "instruments": [{"name": "g", "title": words("g"), "unit": words("percent"),
                             "cost": 0.1}],
            "targets": [{"variable": n, "title": words(n), "unit": words("percent"), "desired": 0.0}
                        for n in ("y", "z")],
            "trip_wires": {"variables": ["y"], "periods": H}, **changes,
        }  # fmt: skip
        if scores is not None:
            (tmp_path / "outlooks.csv").write_text(scores)
            document |= {"outlook_weights": "scored", "record": {"outlooks": "outlooks.csv"}}
        path = tmp_path / "case.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return cases.load(path)

    return made


@pytest.fixture
def kept(write):
    """A case with the scores of all dates, as the record makes them."""
    case = write()
    dates = [START + 10 + k for k in range(100)]
    scores = {d: outlook_scores(assess(case.observed_to(d)), case.known(case.last)) for d in dates}
    return write(outlooks_csv(case, scores)), scores


def test_scores_are_log_densities_of_the_targets_together(write):
    """Standard normals around the two levels, by their formula; a mean of many dates, since
    moments are those of draws."""
    case, gaps = write(draws=20_000), []
    data = case.known(case.last)
    for date in (START + k for k in range(40, 60)):
        there = assess(case.observed_to(date))
        found = outlook_scores(there, data)
        assert set(found) == {"high", "low"}
        for name, level in (("high", 0.6), ("low", -0.6)):
            for t in range(H):
                y, z = (data.at(n, date + 1 + t) for n in ("y", "z"))
                wanted = -np.log(2 * np.pi) - ((y - level) ** 2 + z**2) / 2
                gaps.append(found[name][t] - wanted)
    assert np.mean(gaps) == pytest.approx(0, abs=0.03)
    assert np.abs(gaps).max() < 0.3


def test_weights_are_those_of_the_best_pool_of_paths_that_were_over(kept):
    case, scores = kept
    weighing = weigh_outlooks(case)
    over = [d for d in scores if d + H <= case.as_of]
    rows = np.round([[scores[d][n][t] for n in ("high", "low")] for d in over for t in range(H)], 3)
    assert weighing.told
    assert weighing.paths == tuple(over)
    assert list(weighing.weights.values()) == pytest.approx(optimal_pool(rows).tolist())
    assert weighing.weights["high"] > 0.7
    members = {m.world.name: m.outlook for m in assess(case).worlds.members}
    assert members == pytest.approx({**weighing.weights, "effects": 0})
    (said,) = (t for t in of_worlds(assess(case)) if "Hall and Mitchell" in t.en)
    assert f"high {weighing.weights['high']:.2f}" in said.en
    assert str(len(over)) in said.en and str(len(over)) in said.zh
    assert f"{over[0]} to {over[-1]}" in said.en and f"{over[0]} 至 {over[-1]}" in said.zh
    assert unrecorded(case) is None


def test_what_came_after_a_date_changes_no_weight_of_it(kept, write):
    """The record of later paths turned upside down."""
    case, scores = kept
    date = START + 70
    before, whole = weigh_outlooks(case.observed_to(date)), weigh_outlooks(case)
    turned = {
        d: by if d + H <= date else {"high": by["low"], "low": by["high"]}
        for d, by in scores.items()
    }
    other = write(outlooks_csv(case, turned))
    assert weigh_outlooks(other.observed_to(date)) == before
    assert weigh_outlooks(other) != whole
    assert max(before.paths) + H <= date


def test_few_paths_weigh_nothing_and_it_is_said(kept):
    case, _ = kept
    early = case.observed_to(START + 10 + FEWEST + H - 2)
    weighing = weigh_outlooks(early)
    assert len(weighing.paths) == FEWEST - 1
    assert not weighing.told
    assert weighing.weights["high"] == weighing.weights["low"]
    assert any(f"{FEWEST - 1} were over" in t.en for t in of_worlds(assess(early)))
    assert unrecorded(early) is not None
    assert weigh_outlooks(case.observed_to(START + 10 + FEWEST + H - 1)).told


def test_worlds_without_weight_stay_without_and_scores_of_others_do_not_count(kept, write):
    case, scores = kept
    one = write(outlooks_csv(case, scores), weights={"low": {"outlook": 0}})
    assert weigh_outlooks(one).weights["high"] == pytest.approx(1)
    assert "low" not in weigh_outlooks(one).weights
    # Other targets, other scores: a table of another recipe is none.
    other = write(outlooks_csv(case, scores), horizon=H - 1)
    assert not weigh_outlooks(other).told
    assert weigh_outlooks(write()) is None


def test_periods_without_a_score_are_left_out(kept, write):
    case, scores = kept
    holes = {
        d: {n: (np.nan, *v[1:]) if n == "low" else v for n, v in by.items()}
        for d, by in scores.items()
    }
    found = weigh_outlooks(write(outlooks_csv(case, holes)))
    over = [d for d in scores if d + H <= case.as_of]
    rows = np.round(
        [[scores[d][n][t] for n in ("high", "low")] for d in over for t in range(1, H)], 3
    )
    assert found.weights["high"] == pytest.approx(optimal_pool(rows)[0])


def test_reweighing_after_outturns_takes_their_place(kept):
    case, _ = kept
    assert _reweighed(case, ()) is case


@pytest.mark.parametrize("text", ["date,world\n", "# recipe x\ndate\n"])
def test_what_is_no_table_of_scores(write, kept, text):
    case, scores = kept
    good = outlooks_csv(case, scores)
    broken = text if text.startswith("date") else good.replace("date,world", "date,worlds")
    with pytest.raises(TinbergenError) as fault:
        weigh_outlooks(write(broken))
    assert fault.value.code == "L144"


def test_scores_must_be_kept_to_weigh_by_them(write):
    with pytest.raises(TinbergenError) as fault:
        write(outlook_weights="scored")
    assert fault.value.code == "L145"
