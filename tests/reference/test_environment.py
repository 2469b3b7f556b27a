"""Numbers of environmental economics that others published or computed."""

import numpy as np
import pytest

from tinbergen.domains.environment.methods.kuznets import kuznets_curve
from tinbergen.economics.lmdi import SECTORAL, divisia, sectoral_factors


def test_two_sectors_of_ang():
    """The two-sector example of the LMDI literature (Ang 2005, Energy Policy 33(7)).

    Energy 30 and 20 at activity 10 and 40 becomes 80 and 16 at 40 and 40.
    """
    factors = sectoral_factors([[10.0, 40.0], [40.0, 40.0]], [[30.0, 20.0], [80.0, 16.0]])
    split = divisia(factors[0], factors[1], SECTORAL)
    assert split.parts.round(3).tolist() == [32.385, 38.285, -24.670]
    assert split.parts.sum() == pytest.approx(46, abs=1e-12)
    assert split.ratios.round(4).tolist() == [1.5829, 1.7210, 0.7048]
    assert np.prod(split.ratios) == pytest.approx(1.92, abs=1e-14)


def _panel():
    rng = np.random.default_rng(11)
    countries, years = 24, 18
    who = np.repeat([f"c{i:02d}" for i in range(countries)], years)
    when = np.tile(np.arange(2000, 2000 + years), countries)
    x = np.repeat(rng.uniform(7, 11, countries), years) + 0.02 * (when - 2000)
    x += rng.normal(0, 0.15, who.size)
    y = 4 * x - 0.21 * x**2 + np.repeat(rng.normal(0, 1, countries), years)
    y += rng.normal(0, 0.1, who.size)
    kept = rng.uniform(size=who.size) > 0.1
    return who[kept], when[kept], np.exp(y)[kept], np.exp(x)[kept]


@pytest.mark.parametrize("degree", [2, 3])
def test_the_panel_of_linearmodels(degree):
    """PanelOLS of linearmodels with entity and time effects, ordinary and clustered errors."""
    _compared(*_panel(), degree)


def test_twenty_economies_as_linearmodels_has_them(shared):
    """Energy per head against income, 1990-2022, with the gaps of real data."""
    import pandas as pd

    table = pd.read_csv(shared / "data" / "g20_panel_1990_2024.csv")
    energy, income = "energy_use_per_person", "gdppercapita_us_inflation_adjusted"
    table = table[["geo", "year", energy, income]].dropna()
    columns = (table[c].to_numpy() for c in ("geo", "year", energy, income))
    ours = _compared(*columns, 2)
    assert ours.countries == 20
    assert ours.observations > 500
    point = ours.turning
    assert point is not None and point.delta[0] < point.log_income < point.delta[1]


def _compared(who, when, e, y, degree):
    """Our fit, equal to theirs."""
    linearmodels = pytest.importorskip("linearmodels.panel")
    import pandas as pd

    ours = kuznets_curve(who, when, e, y, degree=degree)
    x = np.log(y)
    powers = {f"x{k}": x**k for k in range(1, degree + 1)}
    frame = pd.DataFrame({"e": np.log(e), **powers}, index=pd.MultiIndex.from_arrays([who, when]))
    model = linearmodels.PanelOLS(frame["e"], frame[list(powers)], entity_effects=True,
                                  time_effects=True)  # fmt: skip
    plain = model.fit()
    assert ours.coefficients == pytest.approx(plain.params.to_numpy(), rel=1e-8)
    assert ours.standard_errors == pytest.approx(plain.std_errors.to_numpy(), rel=1e-8)
    clustered = model.fit(cov_type="clustered", cluster_entity=True, group_debias=True)
    errors = np.sqrt(np.diagonal(ours.clustered))
    assert errors == pytest.approx(clustered.std_errors.to_numpy(), rel=1e-7)
    return ours


def test_the_dummies_of_statsmodels():
    """Least squares with a dummy for each country and year, statsmodels."""
    import pandas as pd
    import statsmodels.formula.api as smf

    who, when, e, y = _panel()
    ours = kuznets_curve(who, when, e, y)
    frame = pd.DataFrame({"c": who, "t": when, "e": np.log(e), "x": np.log(y)})
    frame["x2"] = frame["x"] ** 2
    theirs = smf.ols("e ~ x + x2 + C(c) + C(t)", frame).fit()
    assert ours.coefficients == pytest.approx(theirs.params[["x", "x2"]].to_numpy(), rel=1e-8)
    assert ours.standard_errors == pytest.approx(theirs.bse[["x", "x2"]].to_numpy(), rel=1e-8)
    assert ours.freedom == theirs.df_resid
