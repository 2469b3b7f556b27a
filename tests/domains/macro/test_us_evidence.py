"""The table of effects of the United States: it is a world, hangs together and says what it is."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.documents.plan import Plan
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.design import design
from tinbergen.loop.worlds.table_world import Effect

TABLE = Path(__file__).parents[3] / "src/tinbergen/domains/macro/us-evidence.csv"
INSTRUMENTS = ("PURCHASES", "TRANSFERS", "r")
INDICATORS = ("GROWTH", "GAP", "U", "INFL", "INFL4", "ADDED")

CASE = """name: evidence
title: {{en: Evidence, zh: 证据}}
data: {{source: data.csv, columns: own}}
as_of: 2009Q4
horizon: 12
draws: 200
diagnosis: []
alternatives: []
instruments:
  - {{name: PURCHASES, title: {{en: G, zh: 购}}, unit: {{en: percent, zh: 百分比}}, cost: .1}}
  - {{name: TRANSFERS, title: {{en: T, zh: 转}}, unit: {{en: percent, zh: 百分比}}, cost: .1}}
  - {{name: r, title: {{en: r, zh: 率}}, unit: {{en: percent, zh: 百分比}}, cost: .1}}
targets:
  - {{variable: U, title: {{en: U, zh: 失}}, unit: {{en: percent, zh: 百分比}}, desired: 5}}
worlds:
  - name: outlook
    title: {{en: Outlook, zh: 展望}}
    forecast: outlook.csv
  - name: evidence
    title: {{en: Evidence, zh: 证据}}
    effects: {table}
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Unemployment 8 where 5 is wanted, twelve quarters."""
    folder = tmp_path_factory.mktemp("evidence")
    quarters = [f"{2008 + t // 4}Q{t % 4 + 1}" for t in range(40)]
    past = [f"{q},8,0,0,0" for q in quarters[:8]]
    (folder / "data.csv").write_text("\n".join(["date,U,PURCHASES,TRANSFERS,r", *past]))
    ahead = [f"{q},8,1" for q in quarters[8:]]
    (folder / "outlook.csv").write_text("\n".join(["date,U,U_sd", *ahead]))
    (folder / "case.yaml").write_text(CASE.format(table=TABLE), encoding="utf-8")
    return cases.load(folder / "case.yaml")


@pytest.fixture(scope="module")
def effects(case: Case) -> Mapping[tuple[str, str], Effect]:
    spec = next(world for world in case.worlds if world.name == "evidence")
    return {pair: Effect(*columns) for pair, columns in spec.effects.items()}


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return design(case)


def test_every_pair_reaches_five_years_and_ends(effects) -> None:
    assert list(effects) == [(i, n) for i in INSTRUMENTS for n in INDICATORS]
    for pair, effect in effects.items():
        assert len(effect.response) == 24, pair
        assert abs(effect.response[-1]) < 2e-4, pair
        assert (effect.error >= 0).all(), pair
        assert effect.error[:12].min() > 0, pair


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_indicators_fit_together(effects, instrument: str) -> None:
    """Growth is that of output, inflation over a year the mean of four quarters, the deficit the
    measure less .35 of output; numbers have four decimals."""
    at = {name: effects[instrument, name].response for name in INDICATORS}
    growth = 4 * np.diff(at["GAP"], prepend=0.0)
    np.testing.assert_allclose(at["GROWTH"], growth, atol=5e-4)
    before = np.concatenate([np.zeros(3), at["INFL"]])
    year = np.convolve(before, np.full(4, 0.25), "valid")
    np.testing.assert_allclose(at["INFL4"], year, atol=1.1e-4)
    own = np.zeros(24)
    own[0] = instrument != "r"
    np.testing.assert_allclose(at["ADDED"], own - 0.35 * at["GAP"], atol=1e-4)


def test_signs_and_sizes(effects) -> None:
    """Purchases raise output by less than they cost, tax cuts by more (as published); a rise of the
    rate lowers it, and unemployment goes the other way."""
    sums = {pair: effect.response.sum() for pair, effect in effects.items()}
    assert 0.3 < sums["PURCHASES", "GAP"] < 0.5
    assert 2.4 < sums["TRANSFERS", "GAP"] < 3.1
    assert -0.8 < sums["r", "GAP"] < -0.4
    for instrument in ("TRANSFERS", "r"):
        ratio = sums[instrument, "U"] / sums[instrument, "GAP"]
        assert ratio == pytest.approx(-0.52, abs=0.02)
    assert -0.15 < sums["PURCHASES", "U"] < 0
    output = effects["PURCHASES", "GAP"]
    assert output.response[2] > 2 * output.error[2]


def test_what_is_weak_is_seen(effects) -> None:
    """Neither output nor inflation is told from zero in the first quarter of a rise of the rate, and
    inflation after fiscal measures in no quarter."""
    for name in ("GAP", "INFL"):
        rate = effects["r", name]
        assert abs(rate.response[0]) < rate.error[0]
        assert (rate.response[2:9] < 0).all()
    for instrument in ("PURCHASES", "TRANSFERS"):
        inflation = effects[instrument, "INFL"]
        assert (np.abs(inflation.response) < 2 * inflation.error + 1e-4).all()


def test_it_answers_in_a_plan(plan: Plan) -> None:
    """Weak demand: purchases and transfers go up, the rate goes down; the effects are all its own."""
    weights = {w.name: w.response_weight for w in plan.worlds}
    assert weights == {"outlook": 0.0, "evidence": 1.0}
    assert plan.loss < plan.baseline_loss
    moved = {s.name: sum(s.values) for s in plan.instruments}
    assert moved["PURCHASES"] > 0
    assert moved["TRANSFERS"] > 0
    assert moved["r"] < 0


def test_its_sources_stand_above_it_in_both_languages() -> None:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    middle = next(k for k, line in enumerate(lines) if line.startswith("# |"))
    assert middle == len(lines) / 2
    for said in (" ".join(lines[:middle]), " ".join(lines[middle:])):
        for name in ("Ramey", "Zubairy", "Blanchard", "Romer", "McKay", "Gertler", *INDICATORS):
            assert name in said
        assert "{" not in said


@pytest.mark.parametrize("language", ["md", "zh.md"])
def test_what_the_documentation_says_a_year_does(effects, language: str) -> None:
    """The furthest that output and unemployment move, and the rise of prices in the end."""
    text = (TABLE.parents[4] / f"docs/packs/macro.{language}").read_text("utf-8")
    rows = {i: next(r for r in text.splitlines() if r.startswith(f"| `{i}`") and "0." in r)
            for i in INSTRUMENTS}  # fmt: skip
    for instrument, row in rows.items():
        cells = [cell.replace("（", " (").split(" (")[0].strip() for cell in row.split("|")[3:6]]
        for name, cell in zip(("GAP", "U"), cells, strict=False):
            year = np.convolve(effects[instrument, name].response, np.ones(4))
            assert float(cell.replace("−", "-")) == pytest.approx(
                year[np.abs(year).argmax()], abs=6e-3
            )
        prices = effects[instrument, "INFL"].response.sum()
        assert float(cells[2].replace("−", "-")) == pytest.approx(prices, abs=6e-3)
