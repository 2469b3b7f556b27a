"""NAFTA's tariffs in 31 regions and 40 sectors: Caliendo and Parro's table.

Source: Caliendo and Parro (2015, Review of Economic Studies 82(1)), Table 2 (welfare of Canada
-.06, Mexico 1.31, United States .08 percent), to the digits that the R package cp2015 (P. Felipe)
computes from the authors' tables and prints. Their welfare is the sum of the first-order parts,
terms and volume of trade at the rates of 1993; the exact change of real income, which takes off the
revenue that the rates brought in, is another number.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinbergen.domains.trade.methods.caliendo_parro import (
    SectoralCounterfactual,
    sectoral_counterfactual,
    sectoral_world,
)

MEMBERS = ["Canada", "Mexico", "USA"]


@pytest.fixture(scope="module")
def nafta(shared: Path) -> SectoralCounterfactual:
    folder = shared / "data" / "nafta"
    pytest.importorskip("pyarrow")
    trade = pd.read_parquet(folder / "trade.parquet")
    inputs = pd.read_parquet(folder / "intermediate_consumption.parquet")
    theta = pd.read_csv(folder / "theta.csv")
    sectors, regions = list(theta["sector"]), list(trade["exporter"].unique())

    def table(frame: pd.DataFrame, value: str, *labels: str) -> np.ndarray:
        of = {"region": regions, "exporter": regions, "importer": regions}
        names = [of.get(label, sectors) for label in labels]
        found = np.zeros([len(n) for n in names])
        places = [frame[k].map(n.index) for k, n in zip(labels, names, strict=True)]
        found[tuple(places)] = frame[value]
        return found

    flows = ("sector", "exporter", "importer")
    # A few cells are below zero by less than a thousandth of output: nothing is bought there.
    used = np.maximum(table(inputs, "value", "input", "sector", "region"), 0.0)
    made = table(pd.read_csv(folder / "value_added.csv"), "value", "sector", "region")
    spent = table(pd.read_csv(folder / "final_consumption.csv"), "value", "sector", "region")
    output = made + used.sum(axis=0)
    world = sectoral_world(
        table(trade, "value", *flows), theta["value"], value_added=made / output,
        inputs=used / output, tariffs=table(trade, "tariff_bln", *flows), final=spent,
        countries=regions, sectors=sectors,
    )  # fmt: skip
    balanced = sectoral_counterfactual(world, deficits=np.zeros(len(regions))).after
    return sectoral_counterfactual(balanced, tariffs=table(trade, "tariff_cfl", *flows))


def test_the_published_table(nafta: SectoralCounterfactual) -> None:
    found = nafta.to_frame().loc[MEMBERS]
    np.testing.assert_allclose(found["real_wage"], [0.323, 1.72, 0.112], rtol=5e-3)
    np.testing.assert_allclose(found["terms_of_trade"], [-0.108, -0.412, 0.0435], rtol=2e-3)
    np.testing.assert_allclose(found["volume_of_trade"], [0.0443, 1.72, 0.0412], rtol=3e-3)
    both = found["terms_of_trade"] + found["volume_of_trade"]
    np.testing.assert_allclose(both, [-0.0638, 1.31, 0.0848], rtol=2e-3)


def test_real_income_is_short_of_the_revenue(nafta: SectoralCounterfactual) -> None:
    # Mexico's tariffs had paid for two percent of its spending; what they fall by is not regained.
    base, after = nafta.base, nafta.after
    k = base.position("Mexico")
    before = base.income[k] + base.revenue[k]
    lost = (base.revenue[k] - after.revenue[k] / nafta.consumption_price[k]) / before
    earned = base.income[k] / before * (nafta.real_wage[k] - 1.0)
    assert nafta.of("Mexico") == pytest.approx(100 * (earned - lost), abs=1e-9)
    assert 100 * lost > 1.6
    assert nafta.of("Mexico") < 0.05
    assert nafta.excess < 1e-12
