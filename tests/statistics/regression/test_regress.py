"""The classic regression: numbers equal to statsmodels', and an economist's objections."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import us_macrodata
from tinbergen.statistics.regression.algebra import exact_relation
from tinbergen.statistics.regression.diagnostics import breusch_godfrey, breusch_pagan
from tinbergen.statistics.regression.regress import regress
from tinbergen.statistics.regression.regress_result import Regression, width
from tinbergen.statistics.regression.specification_tests import hausman, variance_inflation

EQUATIONS = [
    ("C", ("YD", "C(-1)", "r"), True),
    ("dlog(I)", ("dlog(GDP)", "d(r)(-1)"), True),
    ("U", ("INFL",), True),
    ("C", ("YD", "T"), False),
]


def codes(result: Regression) -> list[str]:
    return [advice.code for advice in result.advice]


def noise(seed: int, shape: int | tuple[int, ...] = 200) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


def made(**series: np.ndarray) -> Dataset:
    return Dataset.of("1960Q1", series)


def design(y: str, x: tuple[str, ...], intercept: bool) -> tuple[np.ndarray, np.ndarray]:
    """y and X of an equation on the US data, by another way than the program's."""
    frame = us_macrodata().to_frame()
    frame["C(-1)"] = frame["C"].shift()
    frame["d(r)(-1)"] = frame["r"].diff().shift()
    for name in ("I", "GDP"):
        frame[f"dlog({name})"] = np.log(frame[name]).diff()
    frame = frame[[y, *x]].dropna()
    X = frame[list(x)].to_numpy()
    return frame[y].to_numpy(), np.column_stack([np.ones(len(X)), X]) if intercept else X


@pytest.mark.parametrize(("y", "x", "intercept"), EQUATIONS)
def test_numbers_are_those_of_statsmodels(y, x, intercept) -> None:
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.stattools import durbin_watson, jarque_bera

    Y, X = design(y, x, intercept)
    theirs = OLS(Y, X, hasconst=intercept).fit()
    ours = regress(us_macrodata(), y, x, intercept=intercept, level=0.9)
    interval = theirs.conf_int(0.1)
    for mine, other in [
        (ours.coef, theirs.params),
        (ours.se, theirs.bse),
        (ours.t, theirs.tvalues),
        (ours.p, theirs.pvalues),
        (ours.lower, interval[:, 0]),
        (ours.upper, interval[:, 1]),
        (ours.covariance, theirs.cov_params()),
        (ours.residuals, theirs.resid),
    ]:
        np.testing.assert_allclose(mine, other, rtol=1e-7, atol=1e-9)
    jb, jb_p, skew, kurtosis = jarque_bera(theirs.resid)
    for mine, other in [
        (ours.sigma**2, theirs.scale),
        (ours.r2, theirs.rsquared),
        (ours.r2_adjusted, theirs.rsquared_adj),
        (ours.f, theirs.fvalue),
        (ours.f_p, theirs.f_pvalue),
        (ours.log_likelihood, theirs.llf),
        (ours.aic, theirs.aic),
        (ours.bic, theirs.bic),
        (ours.dw, durbin_watson(theirs.resid)),
        (ours.jb, jb),
        (ours.jb_p, jb_p),
        (ours.skew, skew),
        (ours.kurtosis, kurtosis),
        (ours.condition, theirs.condition_number),
    ]:
        assert mine == pytest.approx(other, rel=1e-6, abs=1e-250)
    assert (ours.n, ours.df) == (theirs.nobs, theirs.df_resid)


@pytest.mark.parametrize("errors", ["HC1", "HAC"])
def test_robust_errors_are_those_of_statsmodels(errors: str) -> None:
    from statsmodels.regression.linear_model import OLS

    y, x, intercept = EQUATIONS[1]
    Y, X = design(y, x, intercept)
    ours = regress(us_macrodata(), y, x, errors=errors)
    options = {"maxlags": ours.lags} if errors == "HAC" else None
    theirs = OLS(Y, X).fit(cov_type=errors, cov_kwds=options, use_t=True)
    np.testing.assert_allclose(ours.se, theirs.bse, rtol=1e-7)
    assert ours.f == pytest.approx(theirs.fvalue, rel=1e-6)
    assert ours.lags == (4 if errors == "HAC" else 0)


@pytest.mark.filterwarnings("ignore:.* currently returns a plain tuple:FutureWarning")
def test_specification_tests_are_those_of_statsmodels() -> None:
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.diagnostic import acorr_breusch_godfrey, het_breuschpagan
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    Y, X = design(*EQUATIONS[0])
    theirs = OLS(Y, X).fit()
    serial = breusch_godfrey(theirs.resid, X, 4)
    assert (serial.statistic, serial.p_value) == pytest.approx(
        acorr_breusch_godfrey(theirs, nlags=4)[:2], rel=1e-6
    )
    spread = breusch_pagan(theirs.resid, X)
    assert (spread.statistic, spread.p_value) == pytest.approx(
        het_breuschpagan(theirs.resid, X)[:2], rel=1e-6
    )
    factors = [variance_inflation_factor(X, j) for j in (1, 2, 3)]
    np.testing.assert_allclose(variance_inflation(X, True), factors, rtol=1e-6)


def test_two_stage_coefficient_is_that_of_linearmodels() -> None:
    from linearmodels.iv import IV2SLS

    z, e = noise(1, (200, 2)), noise(2)
    x = z @ [1.0, 0.5] + 0.8 * e + noise(3)
    X = np.column_stack([np.ones(200), x, noise(4)])
    y = X @ [1.0, 2.0, -1.0] + e
    ours = hausman(y, X, np.array([1]), z, 4)
    theirs = IV2SLS(y, X[:, [0, 2]], x, z).fit(cov_type="unadjusted")
    assert ours.coef[1] == pytest.approx(theirs.params["endog"], rel=1e-9)
    np.testing.assert_allclose(ours.residuals, np.ravel(theirs.resids), rtol=1e-9, atol=1e-9)
    tested = theirs.wu_hausman()
    assert (ours.f, ours.p) == pytest.approx((tested.stat, tested.pval), rel=1e-6)
    assert ours.serial_p > 0.05


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0.1, 10), st.floats(-5, 5))
def test_least_squares_laws(seed: int, k: int, scale: float, shift: float) -> None:
    """Residuals are orthogonal to X; rescaling X rescales coefficients and nothing else."""
    X = noise(seed, (40, k))
    y = X.sum(axis=1) + noise(seed + 1, 40)
    names = [f"x{j}" for j in range(k)]
    plain = regress(made(y=y, **dict(zip(names, X.T, strict=True))), "y", names)
    moved = regress(made(y=y, **dict(zip(names, (X * scale + shift).T, strict=True))), "y", names)
    np.testing.assert_allclose(X.T @ plain.residuals, 0, atol=1e-9)
    np.testing.assert_allclose(plain.fitted + plain.residuals, y)
    np.testing.assert_allclose(moved.coef[1:] * scale, plain.coef[1:], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(moved.t[1:], plain.t[1:], rtol=1e-6, atol=1e-8)
    assert moved.r2 == pytest.approx(plain.r2, rel=1e-8)


def test_the_sample_can_be_chosen() -> None:
    data = us_macrodata()
    part = regress(data, "dlog(C)", ["dlog(YD)"], first="1970Q1", last=Period.parse("1979Q4"))
    assert (str(part.periods[0]), str(part.periods[-1]), part.n) == ("1970Q1", "1979Q4", 40)
    beyond = regress(data, "dlog(C)", ["dlog(YD)"], first="1900Q1", last="2100Q1")
    assert (str(beyond.periods[0]), beyond.n) == ("1959Q2", 202)


def test_only_a_constant() -> None:
    result = regress(made(y=noise(1)), "y", [])
    assert result.coef[0] == pytest.approx(noise(1).mean())
    assert np.isnan(result.f)
    assert "nan" in result.summary()


def test_frame() -> None:
    frame = regress(us_macrodata(), "C", ["YD"]).to_frame()
    assert list(frame.index) == ["const", "YD"]
    assert list(frame.columns) == ["coef", "se", "t", "p", "lower", "upper"]


def test_table_is_aligned_in_both_languages() -> None:
    result = regress(us_macrodata(), "C", ["YD", "dlog(GDP)(-1)"])
    for lang, words in (("en", "Durbin-Watson"), ("zh", "调整 R²")):
        text = result.summary(lang)
        body = text.split("=" * 78)
        assert words in text
        for part in (body[1], body[3]):
            assert {width(line) for line in part.strip("\n").split("\n")} == {78}
        rows = body[2].strip("\n").split("\n")
        assert len({width(line) for line in rows if not line.startswith("-")}) == 1
        assert "[F038]" in body[-1]


# What an economist would object


def test_an_identity_is_called_one() -> None:
    found = regress(us_macrodata(), "GDP", ["C", "I", "G_gov"])
    (said,) = [a for a in found.advice if a.code == "F037"]
    assert said.facts["sum"] == "C + I + G_gov"
    rest = us_macrodata()["REST"]
    share = 100 * rest.mean() / us_macrodata()["GDP"].mean()
    assert float(said.facts["share"]) == pytest.approx(share, abs=0.051)
    assert "F045" not in codes(found)


def test_an_exact_identity_is_all_there_is_to_say() -> None:
    found = regress(us_macrodata(), "GDP", ["C", "I", "G_gov", "REST"])
    assert codes(found)[0] == "F037"
    assert set(codes(found)) <= {"F037", "F044"}
    np.testing.assert_allclose(found.coef[1:], 1.0, atol=1e-9)
    income = regress(us_macrodata(), "YD", ["GDP", "T"])
    assert income.advice[0].facts["sum"] == "GDP - T"


def test_an_identity_of_unknown_names_is_found_by_its_coefficients() -> None:
    a, b = 50 + np.cumsum(noise(1)), 80 + np.cumsum(noise(2))
    found = regress(made(total=a - b + 0.01 * noise(3), a=a, b=b), "total", ["a", "b"])
    assert [x.facts["sum"] for x in found.advice if x.code == "F037"] == ["a - b"]
    near = regress(made(total=3 * a + 0.001 * noise(3), a=a), "total", ["a"])
    assert "F037" not in codes(near)
    assert "F039" in codes(near)


def test_independent_random_walks_are_spurious() -> None:
    found = regress(made(y=np.cumsum(noise(11)), x=np.cumsum(noise(12))), "y", ["x"])
    (said,) = [a for a in found.advice if a.code == "F038"]
    assert said.facts["change"] == "d(y)"
    assert float(said.facts["dw"]) < 0.3


def test_series_with_a_common_walk_are_cointegrated() -> None:
    walk = np.cumsum(noise(21))
    found = regress(made(y=2 * walk + noise(22), x=walk), "y", ["x"])
    assert "F040" in codes(found)
    assert "F038" not in codes(found)


def test_a_clean_regression_draws_no_objection() -> None:
    x = noise(31, (200, 2))
    found = regress(made(y=x.sum(axis=1) + noise(33), a=x[:, 0], b=x[:, 1]), "y", ["a", "b"])
    assert codes(found) == []


def test_collinear_regressors() -> None:
    a = noise(41)
    found = regress(made(y=a + noise(42), a=a, b=a + 0.1 * noise(43)), "y", ["a", "b"])
    assert "F044" in codes(found)


def test_autocorrelated_errors_and_their_remedy() -> None:
    e, x = noise(51), noise(52)
    for t in range(1, e.size):
        e[t] += 0.7 * e[t - 1]
    data = made(y=x + e, x=x)
    assert "F041" in codes(regress(data, "y", ["x"]))
    assert "F041" not in codes(regress(data, "y", ["x"], errors="HAC"))


def test_autocorrelation_beside_a_lagged_y() -> None:
    found = regress(us_macrodata(), "dlog(C)", ["dlog(YD)", "dlog(C)(-1)"])
    assert "F048" in codes(found)
    assert "F041" not in codes(found)


def test_uneven_variance_and_its_remedy() -> None:
    x = np.abs(noise(61)) + 0.1
    data = made(y=x + x**2 * noise(62), x=x)
    assert "F042" in codes(regress(data, "y", ["x"]))
    assert "F042" not in codes(regress(data, "y", ["x"], errors="HC1"))


def test_few_observations() -> None:
    found = regress(made(y=noise(71, 12), x=noise(72, 12)), "y", ["x"])
    assert [a.facts["df"] for a in found.advice if a.code == "F043"] == [10]


def test_an_outlier_is_dated() -> None:
    e = noise(81)
    e[100] += 15
    found = regress(made(y=e, x=noise(82)), "y", ["x"])
    (said,) = [a for a in found.advice if a.code == "F046"]
    assert said.facts["period"] == Period.parse("1960Q1") + 100


def test_simultaneity_is_tested_where_lags_may_serve() -> None:
    """C = 0.6 YD + u with YD = C + z: least squares is biased upward, as Haavelmo showed."""
    z = np.zeros(400)
    shocks, u = noise(91, 400), noise(92, 400)
    for t in range(1, 400):
        z[t] = 0.9 * z[t - 1] + shocks[t]
    income = (z + u) / 0.4
    data = made(C=0.6 * income + u, YD=income)
    found = regress(data, "C", ["YD"])
    (said,) = [a for a in found.advice if a.code == "F045"]
    assert float(said.facts["ols"]) > 0.65
    assert float(said.facts["tsls"]) == pytest.approx(0.6, abs=0.05)
    assert float(said.facts["p"]) < 0.01


def test_simultaneity_where_residuals_forbid_the_test() -> None:
    (said,) = [a for a in regress(us_macrodata(), "C", ["YD"]).advice if a.code == "F049"]
    assert (said.facts["part"], said.facts["whole"]) == ("C", "YD")
    assert "F049" not in codes(regress(us_macrodata(), "C", ["YD(-1)"]))


def test_periods_left_out_inside_the_sample() -> None:
    y = noise(101)
    y[50:53] = np.nan
    found = regress(made(y=y, x=noise(102)), "y", ["x"])
    assert found.n == 197
    assert [a.facts["count"] for a in found.advice if a.code == "F047"] == [3]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_objections_are_complete_sentences(lang: str) -> None:
    data = us_macrodata()
    for y, x in (("GDP", ["C", "I", "G_gov"]), ("C", ["YD"]), ("I", ["GDP", "r(-1)"])):
        for advice in regress(data, y, x).advice:
            assert "{" not in advice.render(lang)


# What can't be regressed


@pytest.mark.parametrize(
    ("y", "x", "code"),
    [
        ("a", ["b", "c", "s"], "F031"),
        ("k", ["a"], "F032"),
        ("a", ["k"], "F033"),
        ("a", ["a + b"], "F034"),
        ("a", ["b", "b"], "F036"),
        ("a", ["a"], "F036"),
        ("a", ["B1"], "D002"),
        ("short", ["a", "b"], "F030"),
    ],
)
def test_faults(y: str, x: list[str], code: str) -> None:
    a, b, c = noise(1), noise(2), noise(3)
    short = np.full(200, np.nan)
    short[:3] = noise(4, 3)
    data = made(a=a, b=b, c=c, s=b - 2 * c, k=np.ones(200), short=short)
    with pytest.raises(TinbergenError) as caught:
        regress(data, y, x)
    assert caught.value.code == code
    assert "{" not in caught.value.render("zh")


def test_an_exact_relation_is_written_out() -> None:
    b, c = noise(2), noise(3)
    said = exact_relation(
        np.column_stack([np.ones(200), b, c, b - 2 * c]), ["const", "b", "c", "s"]
    )
    assert said in {"s = b - 2 c", "c = 0.5 b - 0.5 s", "b = 2 c + s"}
    assert exact_relation(np.column_stack([b, c]), ["b", "c"]) is None


def test_confidence_must_be_a_probability() -> None:
    with pytest.raises(TinbergenError) as caught:
        regress(us_macrodata(), "C", ["YD"], level=95)
    assert caught.value.code == "F053"
