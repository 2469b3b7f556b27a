import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.trade.methods.gravity import (
    joined,
    log_gravity,
    potential,
    ppml,
    structural_trade,
)


def panel(seed: int = 0, n: int = 8, years: int = 3):
    """Flows of n countries over some years with effects of exporter and importer by year."""
    rng = np.random.default_rng(seed)
    i, j, t = (x.ravel() for x in np.meshgrid(*map(np.arange, (n, n, years)), indexing="ij"))
    distance = np.log(rng.uniform(1.0, 20.0, (n, n)))[i, j]
    pact = (rng.uniform(size=(n, n, years)) < 0.4).astype(float)[i, j, t]
    mean = np.exp(
        rng.normal(2.0, 1.0, (n, years))[i, t]
        + rng.normal(0.0, 1.0, (n, years))[j, t]
        - 0.9 * distance
        + 0.4 * pact
    )
    trade = mean * rng.lognormal(-0.125, 0.5, mean.size)
    return pd.DataFrame({"i": i, "j": j, "t": t, "dist": distance, "pact": pact, "trade": trade, "mean": mean})  # fmt: skip


def effects(table):
    return {"exporter": joined(table.i, table.t), "importer": joined(table.j, table.t)}


def regressors(table):
    return {"dist": table.dist, "pact": table.pact}


def dummies(columns, names):
    """Columns (n, k) and a column for each label, those before it determine left out."""
    table = np.hstack([columns, *(pd.get_dummies(v, dtype=float) for v in names.values())])
    kept = [0]
    for j in range(1, table.shape[1]):
        if np.linalg.matrix_rank(table[:, [*kept, j]]) > len(kept):
            kept.append(j)
    return table[:, kept]


@pytest.mark.filterwarnings("ignore:The design matrix")
def test_three_sets_of_effects_are_dummies():
    table = panel(1)
    names = effects(table) | {"pair": joined(table.i, table.j)}
    fit = ppml(table.trade, {"pact": table.pact}, names)
    columns = dummies(table[["pact"]].to_numpy(), names)
    theirs = sm.GLM(table.trade.to_numpy(), columns, family=sm.families.Poisson()).fit(tol=1e-13)
    assert fit.coefficients[0] == pytest.approx(theirs.params[0], rel=1e-8)
    assert np.allclose(fit.fitted, theirs.mu, rtol=1e-8)
    assert fit.deviance == pytest.approx(theirs.deviance, rel=1e-10)
    assert fit.parameters >= columns.shape[1]


@settings(max_examples=15)
@given(st.integers(0, 1000))
def test_first_order_conditions_hold(seed):
    """Fitted flows add up by exporter and importer (Fally 2015); residuals are off regressors."""
    table = panel(seed)
    table.loc[np.random.default_rng(seed).uniform(size=len(table)) < 0.2, "trade"] = 0.0
    fit = ppml(table.trade, regressors(table), effects(table))
    used = table[fit.used]
    gap = used.trade.to_numpy() - fit.fitted
    for codes in effects(used).values():
        assert np.abs(np.bincount(codes, gap)).max() < 1e-7 * used.trade.sum()
    for values in regressors(used).values():
        assert abs(values.to_numpy() @ gap) < 1e-7 * used.trade.sum()
    assert fit.observations == fit.used.sum()


def test_flows_that_are_their_mean_give_the_parameters_back():
    table = panel(2)
    for estimate in (ppml, log_gravity):
        fit = estimate(table["mean"], regressors(table), effects(table))
        assert np.allclose(fit.coefficients, [-0.9, 0.4], atol=1e-9)
        assert np.allclose(fit.fitted, table["mean"], rtol=1e-8)


def test_log_gravity_is_least_squares_with_dummies():
    table = panel(3)
    names = effects(table)
    fit = log_gravity(table.trade, regressors(table), names)
    ols = sm.OLS(
        np.log(table.trade.to_numpy()), dummies(table[["dist", "pact"]].to_numpy(), names)
    ).fit()
    assert np.allclose(fit.coefficients, ols.params[:2], rtol=1e-9)
    assert fit.fit == pytest.approx(ols.rsquared, rel=1e-9)
    robust = ols.get_robustcov_results("HC1")
    assert fit.parameters == ols.df_model + 1
    assert np.allclose(fit.standard_errors, robust.bse[:2], rtol=1e-8)
    pair = joined(table.i, table.j)
    clustered = log_gravity(table.trade, regressors(table), names, clusters={"pair": pair})
    theirs = ols.get_robustcov_results("cluster", groups=pair)
    assert np.allclose(clustered.standard_errors, theirs.bse[:2], rtol=1e-8)
    assert clustered.errors.en == "clustered by pair, G/(G-1) (n-1)/(n-k)"


def test_two_ways_of_clustering():
    table = panel(4)
    names = effects(table)
    fit = log_gravity(
        table.trade,
        regressors(table),
        names,
        clusters={"i": table.i, "j": table.j},
        small_sample="none",
    )
    ols = sm.OLS(
        np.log(table.trade.to_numpy()), dummies(table[["dist", "pact"]].to_numpy(), names)
    ).fit()
    groups = np.column_stack([table.i, table.j])
    theirs = ols.get_robustcov_results("cluster", groups=groups, use_correction=False)
    assert np.allclose(fit.covariance, theirs.cov_params()[:2, :2], rtol=1e-6)


def test_without_effects_there_is_a_constant():
    table = panel(5)
    fit = ppml(table.trade, regressors(table), {})
    columns = np.column_stack([table.dist, table.pact, np.ones(len(table))])
    theirs = sm.GLM(table.trade, columns, family=sm.families.Poisson()).fit(tol=1e-13)
    assert fit.names == ("dist", "pact", "const")
    assert np.allclose(fit.coefficients, theirs.params, rtol=1e-8)


def test_zeros_that_are_fitted_perfectly_are_left_out():
    """Whole effects without trade, lone rows, and zeros no finite coefficient explains."""
    table = panel(6)
    embargo = ((table.i == 1) & (table.j == 2)).astype(float)
    table.loc[embargo > 0.0, "trade"] = 0.0
    table.loc[(table.i == 0) & (table.t == 0), "trade"] = 0.0
    with pytest.raises(TinbergenError) as caught:
        ppml(table.trade, regressors(table) | {"embargo": embargo}, effects(table))
    assert caught.value.code == "F105" and caught.value.facts["name"] == "embargo"
    pairs = effects(table) | {"pair": joined(table.i, table.j)}
    fit = ppml(table.trade, {"pact": table.pact}, pairs)
    assert fit.separated == 8 + 3 and fit.singletons == 0
    alone = table[(table.i != 3) | (table.t != 1) | (table.j == 4)]
    assert ppml(alone.trade, regressors(alone), effects(alone)).singletons == 1


def test_units_move_only_the_level():
    table = panel(7)
    one = ppml(table.trade, regressors(table), effects(table))
    other = ppml(1e6 * table.trade, regressors(table), effects(table))
    assert np.allclose(one.coefficients, other.coefficients, rtol=1e-9)
    assert np.allclose(one.standard_errors, other.standard_errors, rtol=1e-7)


def test_potential_compares_with_what_is_expected():
    table = panel(8)
    fit = ppml(table.trade, regressors(table), effects(table))
    found = potential(fit)
    assert np.allclose(found.ratio * found.expected, table.trade)
    assert ((found.gap > -1.0) & (found.gap < 1.0)).all()
    assert np.array_equal(found.gap < 0.0, found.ratio < 1.0)
    assert list(found.to_frame().columns) == ["actual", "expected", "ratio", "gap"]
    assert fit.to_frame().loc["dist", "coefficient"] == fit.coefficient("dist")[0]


@given(st.integers(0, 1000))
def test_structural_trade_meets_its_totals(seed):
    rng = np.random.default_rng(seed)
    frictions = rng.lognormal(0.0, 1.0, (6, 6))
    output, expenditure = rng.lognormal(0.0, 1.0, (2, 6))
    flows = structural_trade(frictions, output, expenditure)
    assert np.allclose(flows.sum(axis=1), output, rtol=1e-12)
    assert np.allclose(flows.sum(axis=0), expenditure * output.sum() / expenditure.sum())
    # Odds are those of frictions: nothing else is bilateral.
    odds = flows / frictions
    assert np.allclose(odds[0, 0] * odds[1:, 1:], np.outer(odds[1:, 0], odds[0, 1:]))


def test_joined_codes_tell_combinations_apart():
    codes = joined(["a", "a", "b", "b"], [1, 2, 1, 1])
    assert len(set(codes.tolist())) == 3 and codes[2] == codes[3]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: {"trade": -t.trade}, "F103"),
        (lambda t: {"trade": 0.0 * t.trade}, "F103"),
        (lambda t: {"trade": t.trade.where(t.i > 0)}, "F103"),
        (lambda t: {"regressors": {"dist": t.dist[:5]}}, "F102"),
        (lambda t: {"regressors": {"dist": t.dist.where(t.i > 0)}}, "F104"),
        (lambda t: {"regressors": {"size": t.i * 1.0}}, "F105"),
        (lambda t: {"regressors": {"dist": t.dist, "again": 2.0 * t.dist}}, "F105"),
        (lambda t: {"effects": {"exporter": t.i[:3]}}, "F102"),
        (lambda t: {"clusters": {"all": 0 * t.i}}, "F107"),
        (lambda t: {"small_sample": "hc1"}, "F113"),
    ],
)
@pytest.mark.parametrize("estimate", [ppml, log_gravity])
def test_what_will_not_do_is_refused(estimate, change, code):
    table = panel()
    given_ = {"trade": table.trade, "regressors": regressors(table), "effects": effects(table)}
    given_ |= change(table)
    with pytest.raises(TinbergenError) as caught:
        estimate(given_.pop("trade"), given_.pop("regressors"), given_.pop("effects"), **given_)
    assert caught.value.code == code


def test_an_unknown_regressor_is_refused_with_a_hint():
    table = panel()
    fit = ppml(table.trade, regressors(table), effects(table))
    with pytest.raises(TinbergenError) as caught:
        fit.coefficient("dst")
    assert caught.value.code == "F114" and caught.value.hint == "dist"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((np.ones((2, 3)), [1.0, 1.0], [1.0, 1.0]), "F095"),
        ((np.ones((2, 2)), [1.0, 0.0], [1.0, 1.0]), "F098"),
        ((np.array([[1.0, 0.0], [1.0, 0.0]]), [1.0, 1.0], [1.0, 1.0]), "F096"),
        ((np.array([[1.0, 0.0], [1.0, 1.0]]), [5.0, 1.0], [1.0, 5.0]), "F106"),
    ],
)
def test_totals_that_cannot_be_met_are_refused(arguments, code):
    with pytest.raises(TinbergenError) as caught:
        structural_trade(*arguments)
    assert caught.value.code == code
