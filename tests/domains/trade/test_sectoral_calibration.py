"""The model file of trade in sectors against the solver, on small tables; faults in these."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains import trade
from tinbergen.domains.trade.methods.caliendo_parro import sectoral_counterfactual
from tinbergen.domains.trade.sectoral_calibration import sectoral_base
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import assess

TABLES = {
    "trade": "row,A,B\nFOOD A,60,9\nFOOD B,6,80\nGEAR A,50,8\nGEAR B,12,90\n",
    "tariffs": "row,A,B\nFOOD A,0,12\nFOOD B,20,0\nGEAR A,0,5\nGEAR B,8,0\n",
    "inputs": "row,A,B\nFOOD FOOD,15,20\nFOOD GEAR,5,6\nGEAR FOOD,9,10\nGEAR GEAR,14,22\n",
    "value_added": "row,A,B\nFOOD,45,56\nGEAR,39,74\n",
    "final": "row,A,B\nFOOD,46,64\nGEAR,39,66\n",
    "theta": "row,theta\nFOOD,4\nGEAR,8\n",
}
ASKED = {"country": "A", "balanced": "true", **{name: name for name in TABLES}}
CASE = """name: small
title: {{en: Small, zh: 小}}
pack: trade
data: {{source: data.csv}}
as_of: 2000
model: sectoral.mod
tables: {{{tables}}}
calibration:
  - use: sectoral trade shares
    with: {{{asked}, titles: {{A: {{en: Here, zh: 此地}}, FOOD: {{en: food, zh: 食品}}}}}}
estimation: {{method: none}}
horizon: 1
exogenous: {{RISE_FOOD: {{rule: constant, value: {rise}}}, RISE_GEAR: {{rule: constant}},
  D_A: {{rule: constant}}, D_B: {{rule: constant}}}}
instruments:
  - {{name: RISE_GEAR, title: {{en: Gear, zh: 器具}}, unit: {{en: points, zh: 百分点}}, lower: -8, upper: 0}}
targets:
  - {{variable: V_A, title: {{en: Spending, zh: 支出}}, unit: {{en: multiple, zh: 倍数}}, desired: 1}}
diagnosis: []
"""


@pytest.fixture
def load(tmp_path):
    """The small case, with points added to A's tariff on food."""

    def make(rise=0.0, **changed):
        shutil.copy(Path(trade.__file__).parent / "sectoral.mod", tmp_path)
        for name, text in {**TABLES, **changed}.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "data.csv").write_text("year,RISE_FOOD,RISE_GEAR,D_A,D_B\n2000,0,0,0,0\n")
        text = CASE.format(
            tables=", ".join(f"{n}: {n}.csv" for n in TABLES),
            asked=", ".join(f"{k}: {v}" for k, v in ASKED.items()), rise=rise,
        )  # fmt: skip
        (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
        return cases.load(tmp_path / "small.yaml")

    return make


def test_the_model_file_is_the_solver(load) -> None:
    case = load(rise=15.0)
    base = sectoral_base(case.tables, Question("sectoral trade shares", ASKED))
    assert np.abs(base.deficits).max() < 1e-9 * base.income.sum()
    tariffs = base.tariffs.copy()
    tariffs[0, 1, 0] += 0.15
    found = sectoral_counterfactual(base, tariffs=tariffs)
    world = assess(case).worlds.lead
    for k, region in enumerate(base.countries):
        for name, value in (
            ("W", found.wages[k]), ("PC", found.consumption_price[k]), ("V", found.welfare[k]),
            ("RW", found.real_wage[k]), ("R", found.after.revenue[k]),
        ):  # fmt: skip
            assert world.baseline(f"{name}_{region}")[0] == pytest.approx(value, rel=1e-9)
        for s, good in enumerate(base.sectors):
            assert world.baseline(f"P_{good}_{region}")[0] == pytest.approx(found.prices[s, k])
            assert world.baseline(f"X_{good}_{region}")[0] == pytest.approx(
                found.after.spending[s, k]
            )
    assert found.prices[0, 0] > 1 > found.real_wage[0]


def test_without_a_change_nothing_changes(load, spoken) -> None:
    case = load()
    world = assess(case).worlds.lead
    for name in ("W_A", "W_B", "V_A", "RW_B", "P_GEAR_A", "C_FOOD_B"):
        assert world.baseline(name)[0] == pytest.approx(1.0, abs=1e-9)
    assert case.model.titles["P_FOOD_A"].zh == "此地食品价格"
    spoken(*case.notes)


def test_faults_in_the_tables(load) -> None:
    lacking = TABLES["inputs"].replace("GEAR FOOD", "GEAR FOND")
    with pytest.raises(TinbergenError) as fault:
        load(inputs=lacking)
    assert (fault.value.code, fault.value.hint) == ("L101", "GEAR FOND")
    assert fault.value.at.line == 9
    with pytest.raises(TinbergenError, match="F116"):
        load(tariffs=TABLES["tariffs"].replace("FOOD B,20", "FOOD B,-200"))
