"""General equilibrium of gravity: an agreement of Canada and Japan.

Welfare is that of an independent solution of the market-clearing equations on the sample of 30
countries that the US International Trade Commission publishes with its gravity program.
"""

import numpy as np
import pandas as pd
import pytest

from tinbergen.domains.trade.methods.armington import counterfactual, world
from tinbergen.domains.trade.methods.gravity import ppml, structural_trade

REGRESSORS = ("lndist", "contiguity", "common_language", "pta", "international")
SIGMA = 5.0


@pytest.fixture(scope="module")
def economy(shared):
    """Countries, output, expenditure and the bilateral part of trade as PPML estimates it."""
    table = pd.read_csv(shared / "data/checks/gravity_sample_30.csv")
    table = table.sort_values(["exporter", "importer"])
    fit = ppml(
        table.trade,
        {name: table[name] for name in REGRESSORS},
        {"exporter": table.exporter, "importer": table.importer},
    )
    countries = tuple(table.exporter.unique())
    frictions = np.exp(table[list(REGRESSORS)].to_numpy() @ fit.coefficients).reshape(30, 30)
    output = table.groupby("exporter").Y.first().to_numpy(dtype=float)
    expenditure = table.groupby("importer").E.first().to_numpy(dtype=float)
    costs = np.ones((30, 30))
    pair = [countries.index("CAN"), countries.index("JPN")]
    costs[pair, pair[::-1]] = np.exp(fit.coefficient("pta")[0] / (1.0 - SIGMA))
    return countries, output, expenditure, frictions, costs


def test_agreement_of_canada_and_japan_with_balanced_trade(economy):
    countries, output, _, frictions, costs = economy
    base = world(structural_trade(frictions, output, output), SIGMA, countries=countries)
    result = counterfactual(base, costs=costs)
    assert result.of("CAN") == pytest.approx(0.367894, abs=5e-7)
    assert result.of("JPN") == pytest.approx(0.054835, abs=5e-7)
    assert result.excess < 1e-12
    assert np.abs(result.after.trade.sum(axis=0) / result.after.output - 1.0).max() < 1e-12
    # With balanced trade closures are one and the same.
    for closure in ("ratio", "balance"):
        again = counterfactual(base, costs=costs, closure=closure)
        assert np.allclose(again.welfare, result.welfare, rtol=1e-12)


def test_agreement_with_deficits_in_proportion_to_income(economy):
    """Real factor income, which a common factor on deficits leaves alone."""
    countries, output, expenditure, frictions, costs = economy
    base = world(structural_trade(frictions, output, expenditure), SIGMA, countries=countries)
    result = counterfactual(base, costs=costs, closure="ratio")
    gains = dict(zip(countries, 100.0 * (result.real_wage - 1.0), strict=True))
    assert gains["CAN"] == pytest.approx(0.428227, abs=5e-7)
    assert gains["JPN"] == pytest.approx(0.050413, abs=5e-7)
    assert result.excess < 1e-12
    assert abs(result.after.deficits.sum()) < 1e-12 * output.sum()
    # Held in units of world income, deficits make another answer: the closure must be said.
    other = counterfactual(base, costs=costs)
    assert other.of("CAN") == pytest.approx(0.431988, abs=5e-7)
    assert other.of("JPN") == pytest.approx(0.071555, abs=5e-7)
