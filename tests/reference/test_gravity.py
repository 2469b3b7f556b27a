"""Gravity equations against Stata's ppmlhdfe, statsmodels and the WTO's Advanced Guide."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tinbergen.domains.trade.methods.gravity import joined, log_gravity, ppml

REGRESSORS = ("lndist", "contiguity", "common_language", "pta", "international")

#: Yotov, Piermartini, Monteiro and Larch (2016), An Advanced Guide to Trade Policy Analysis,
#: Table 1: least squares, with fixed effects, PPML with fixed effects; coefficient, standard error.
GUIDE = {
    "ols": {"dist": -1.002, "cntg": 0.574, "lang": 0.802, "clny": 0.735, "Y": 1.190, "E": 0.908, "const": -11.283},
    "effects": {"dist": -1.216, "cntg": 0.223, "lang": 0.661, "clny": 0.670},
    "ppml": {"dist": -0.841, "cntg": 0.437, "lang": 0.247, "clny": -0.222},
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(shared):
    """30 countries in 2006, from the examples of the US International Trade Commission."""
    return pd.read_csv(shared / "data/checks/gravity_sample_30.csv")


@pytest.fixture(scope="module")
def guide(shared):
    pytest.importorskip("pyarrow")
    table = pd.read_parquet(shared / "data/trade_bilateral_agtpa.parquet")
    table = table[table.year.isin(range(1986, 2007, 4))].copy()
    table["Y"] = np.log(table.groupby(["exporter", "year"]).trade.transform("sum"))
    table["E"] = np.log(table.groupby(["importer", "year"]).trade.transform("sum"))
    table["dist"] = np.log(table.dist)
    return table


def estimate(sample, **options):
    return ppml(
        sample.trade,
        {name: sample[name] for name in REGRESSORS},
        {"exporter": sample.exporter, "importer": sample.importer},
        **options,
    )


def test_coefficients_and_errors_are_those_of_stata(sample):
    """ppmlhdfe: n/(n-1) on the sandwich, whatever the number of effects."""
    fit = estimate(sample)
    assert fit.observations == 900
    published = (-0.389862, 0.891577, 0.032625, 0.471138, -3.412584)
    assert np.allclose(fit.coefficients, published, atol=5e-7)
    assert fit.coefficient("lndist")[1] == pytest.approx(0.0729915, abs=5e-7)
    assert fit.coefficient("pta")[1] == pytest.approx(0.1076578, abs=5e-7)
    assert fit.errors.en == "heteroskedasticity-robust, n/(n-1)"


def test_the_other_small_sample_factors_are_those_of_statsmodels_and_pyfixest(sample):
    none = estimate(sample, small_sample="none")
    assert none.coefficient("lndist")[1] == pytest.approx(0.072951, abs=5e-7)
    assert none.coefficient("pta")[1] == pytest.approx(0.107598, abs=5e-7)
    counted = estimate(sample, small_sample="regression")
    assert counted.coefficient("lndist")[1] == pytest.approx(0.075692, abs=5e-7)
    assert counted.coefficient("pta")[1] == pytest.approx(0.111641, abs=5e-7)


def test_effects_taken_out_are_dummies_put_in(sample):
    """statsmodels with a column for each exporter and importer, clustered by exporter."""
    dummies = pd.get_dummies(sample[["exporter", "importer"]], dtype=float)
    columns = pd.concat([sample[list(REGRESSORS)], dummies.drop(columns="importer_AUS")], axis=1)
    model = sm.GLM(sample.trade, columns, family=sm.families.Poisson())
    codes = sample.exporter.astype("category").cat.codes
    theirs = model.fit(tol=1e-13, cov_type="cluster", cov_kwds={"groups": codes})
    ours = estimate(sample, clusters={"exporter": sample.exporter})
    assert np.allclose(ours.coefficients, theirs.params[:5], rtol=1e-8, atol=1e-10)
    assert np.allclose(ours.fitted, theirs.mu, rtol=1e-8)
    assert ours.parameters == 64
    # statsmodels takes the factor of linear regression, which counts parameters.
    counted = estimate(sample, clusters={"exporter": sample.exporter}, small_sample="regression")
    assert np.allclose(counted.standard_errors, theirs.bse[:5], rtol=1e-6)
    assert np.allclose(
        counted.standard_errors / ours.standard_errors, np.sqrt(899 / 836), rtol=1e-12
    )


def test_least_squares_of_the_advanced_guide(guide):
    abroad = guide[guide.exporter != guide.importer]
    pair = {"pair": abroad.pair_id}
    names = ("dist", "cntg", "lang", "clny")
    fit = log_gravity(
        abroad.trade, {name: abroad[name] for name in (*names, "Y", "E")}, clusters=pair
    )
    assert fit.observations == 25_689
    assert {k: round(fit.coefficient(k)[0], 3) for k in GUIDE["ols"]} == GUIDE["ols"]
    assert fit.fit == pytest.approx(0.759, abs=5e-4)
    effects = {
        "exporter-year": joined(abroad.exporter, abroad.year),
        "importer-year": joined(abroad.importer, abroad.year),
    }
    fit = log_gravity(abroad.trade, {name: abroad[name] for name in names}, effects, clusters=pair)
    assert {k: round(fit.coefficient(k)[0], 3) for k in names} == GUIDE["effects"]
    fit = ppml(abroad.trade, {name: abroad[name] for name in names}, effects, clusters=pair)
    assert {k: round(fit.coefficient(k)[0], 3) for k in names} == GUIDE["ppml"]
    assert fit.coefficient("dist")[1] == pytest.approx(0.032, abs=5e-4)


def test_agreements_with_pair_effects_of_the_advanced_guide(guide):
    """Table 2 there: agreements raise trade by 0.557 (0.102), home sales and pairs held fixed."""
    fit = ppml(
        guide.trade,
        {"rta": guide.rta},
        {
            "exporter-year": joined(guide.exporter, guide.year),
            "importer-year": joined(guide.importer, guide.year),
            "pair": guide.pair_id,
        },
        clusters={"pair": guide.pair_id},
    )
    assert fit.coefficient("rta") == pytest.approx((0.557, 0.102), abs=5e-4)
