"""Published and independently computed numbers of methods that measure what a policy did.

Proposition 99: Abadie, Diamond and Hainmueller (2010), tables 1 and 2; other programs for synthetic
difference-in-differences. Minimum wages: the sample of Callaway and Sant'Anna (2021) with the numbers of the R
package did's vignette, csdid 0.4.3, diff-diff 3.13.0 and honestdid 0.1.1. One series: CausalImpact's
vignette.
"""

from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.statistics.evaluation.synthetic_control_result import SyntheticControl

PREDICTORS = (
    "lnincome@1980:1988", "retprice@1980:1988", "age15to24@1980:1988", "beer@1984:1988",
    "cigsale@1975", "cigsale@1980", "cigsale@1988",
)  # fmt: skip


@pytest.fixture(scope="module")
def checks(shared: Path) -> Path:
    return shared / "data" / "checks"


@pytest.fixture(scope="module")
def smoking(checks: Path) -> SyntheticControl:
    return tb.synthetic_control(
        checks / "smoking_prop99.csv", "cigsale", unit="state", time="year", treated="California",
        start=1989, predictors=PREDICTORS,
    )  # fmt: skip


def test_the_synthetic_california(smoking: SyntheticControl) -> None:
    """Weights as of table 2 (.334 .234 .199 .164 .069), which leave an error of 3.089."""
    assert smoking.mixture() == pytest.approx(
        {"Utah": 0.335, "Nevada": 0.236, "Montana": 0.202, "Colorado": 0.160, "Connecticut": 0.068},
        abs=6e-4,
    )
    assert smoking.mspe == pytest.approx(3.077, abs=6e-4)
    assert smoking.effect == pytest.approx(-18.98, abs=6e-3)
    assert smoking.gap[-1] == pytest.approx(-25.73, abs=6e-3)
    order = [0, 2, 1, 3, 6, 5, 4]  # as table 1 has them
    table = [9.858, 0.1735, 89.42, 24.22, 91.65, 120.5, 127.1]
    assert smoking.predictor_synthetic[order] == pytest.approx(table, rel=6e-4)


def test_no_other_state_smoked_so_much_less_than_foreseen(smoking: SyntheticControl) -> None:
    """Section 3.4: California has the largest ratio of all, 1 in 39 or .026."""
    assert smoking.p_value == pytest.approx(1 / 39)
    assert smoking.placebo_gaps.shape == (38, 31)
    assert set(smoking.without) == set(smoking.mixture())
    assert all(gap[19:].mean() < -15 for gap in smoking.without.values())


def test_synthetic_differences_in_differences_of_proposition_99(checks: Path) -> None:
    """-15.60 by azcausal and by Stata's sdid; mad-sdid 0.2.1 stops its Frank-Wolfe steps at -15.60507.

    The standard error is that of all donors in turn, where these programs draw some.
    """
    found = tb.synthetic_did(
        checks / "smoking_prop99.csv", "cigsale", unit="state", time="year", treated="California",
        start=1989,
    )  # fmt: skip
    assert found.estimate.value == pytest.approx(-15.605, abs=1.2e-3)
    assert found.estimate.se == pytest.approx(found.placebos.std())
    weights = dict(zip(found.donors, found.unit_weights, strict=True))
    assert weights["Nevada"] == pytest.approx(0.1245, abs=5e-4)
    # Frank-Wolfe stops before the optimum: its weights differ in the fourth digit.
    assert found.period_weights[-3:] == pytest.approx([0.36647, 0.20645, 0.42708], abs=2e-4)


COUNTIES = {"unit": "countyreal", "time": "year", "cohort": "first_treat"}


def test_minimum_wages_by_cohort_and_period(checks: Path) -> None:
    from tinbergen.statistics.evaluation.group_time import group_time
    from tinbergen.statistics.evaluation.treatment import read_treated

    given = read_treated(checks / "mpdta.csv", "lemp", "countyreal", "year", cohort="first_treat")
    found = group_time(given, (), "never", "varying")
    published = [-.0105, -.0704, -.1373, -.1008, .0065, -.0028, -.0046, -.0412, .0305, -.0027,
                 -.0311, -.0261]  # fmt: skip
    assert found.effect == pytest.approx(published, abs=6e-5)


@pytest.mark.parametrize(
    ("options", "value", "se"),
    [
        ({"aggregation": "simple"}, -0.03995128, 0.01203401),
        ({"aggregation": "group"}, -0.03101828, 0.01244606),
        ({"aggregation": "calendar"}, -0.04170043, 0.01597185),
        ({"aggregation": "dynamic"}, -0.07723982, 0.01996499),
        ({"aggregation": "simple", "covariates": "lpop"}, -0.04175177, 0.01150284),
        ({"aggregation": "dynamic", "covariates": "lpop"}, -0.08035395, 0.01895756),
        ({"aggregation": "group", "comparison": "not-yet"}, -0.03046223, 0.01257512),
        (
            {"aggregation": "dynamic", "covariates": "lpop", "comparison": "not-yet"},
            -0.07999262, 0.01849400,
        ),
    ],
)  # fmt: skip
def test_minimum_wages_as_csdid(
    checks: Path, options: dict[str, str], value: float, se: float
) -> None:
    found = tb.staggered_did(checks / "mpdta.csv", "lemp", **COUNTIES, **options)  # type: ignore[arg-type]
    assert found.overall.value == pytest.approx(value, abs=1e-7)
    assert found.overall.se == pytest.approx(se, abs=1e-7)


@pytest.mark.parametrize(("covariates", "p"), [("", 0.16812), ("lpop", 0.23267)])
def test_the_test_before_treatment_of_the_vignette(checks: Path, covariates: str, p: float) -> None:
    found = tb.staggered_did(checks / "mpdta.csv", "lemp", **COUNTIES, covariates=covariates)
    assert found.before_p == pytest.approx(p, abs=6e-6)


def test_sun_and_abraham_as_diff_diff(checks: Path) -> None:
    """diff-diff multiplies errors by a factor for small samples, of .5 per cent here."""
    found = tb.sun_abraham(checks / "mpdta.csv", "lemp", **COUNTIES).to_frame()
    effect = [.0033, .0250, .0245, -.0199, -.0510, -.1373, -.1008]  # fmt: skip
    se = [.0246, .0182, .0143, .0119, .0169, .0366, .0345]  # fmt: skip
    assert found["effect"].drop("-1").to_numpy() == pytest.approx(effect, abs=6e-5)
    assert found["se"].drop("-1").to_numpy() == pytest.approx(se, rel=0.01)


@pytest.mark.parametrize(
    ("target", "bound", "lower", "upper"),
    [
        ("first", 0.0, -0.051301, 0.006473),
        ("first", 0.01, -0.045631, 0.036816),
        ("first", 0.02, -0.049785, 0.056778),
        ("mean", 0.0, -0.119913, -0.022576),
        ("mean", 0.01, -0.142743, 0.069687),
        ("mean", 0.02, -0.185537, 0.138949),
    ],
)
def test_smooth_trends_as_honestdid(
    checks: Path, target: str, bound: float, lower: float, upper: float
) -> None:
    """honestdid finds quantiles by simulation."""
    from tinbergen.statistics.evaluation.honest_bounds import interval

    study = tb.staggered_did(checks / "mpdta.csv", "lemp", **COUNTIES).study
    assert study is not None
    if target == "first":
        study = study._replace(target=np.array([1.0, 0.0, 0.0, 0.0]))
    assert interval(study, "smooth", bound) == pytest.approx((lower, upper), abs=1.5e-4)


def test_the_vignette_of_causalimpact(checks: Path) -> None:
    """Its table, rounded as there: average 117 and 107 expected, effect 11 (sd .37, 9.8 to 11),
    in all 3511, 3195 and 316; priors differ, so the last digits may."""
    found = tb.time_series_impact(
        checks / "causalimpact_vignette.csv", "y", start=71, controls="x", draws=4000
    )
    assert found.actual[70:].mean() == pytest.approx(117.05, abs=6e-3)
    assert found.expected[70:].mean() == pytest.approx(106.5, abs=0.1)
    assert found.mean.value == pytest.approx(10.56, abs=0.05)
    assert found.mean.se == pytest.approx(0.37, abs=0.015)
    assert (found.mean.lower, found.mean.upper) == pytest.approx((9.8, 11.3), abs=0.08)
    assert found.actual[70:].sum() == pytest.approx(3511.5, abs=0.06)
    assert found.total.value == pytest.approx(317, abs=1.5)


@pytest.mark.parametrize(
    ("bound", "lower", "upper"), [(0.5, -0.054951, 0.016724), (1.0, -0.069286, 0.035837)]
)
def test_trends_of_like_size_as_honestdid(
    checks: Path, bound: float, lower: float, upper: float
) -> None:
    """honestdid tests with effects after the first as nuisances, on a grid of steps of .005; here
    they are taken out beforehand, so the hybrid's first stage differs a little."""
    from tinbergen.statistics.evaluation.honest_bounds import interval

    study = tb.staggered_did(checks / "mpdta.csv", "lemp", **COUNTIES).study
    assert study is not None
    first = study._replace(target=np.array([1.0, 0.0, 0.0, 0.0]))
    assert interval(first, "relative", bound) == pytest.approx((lower, upper), abs=6e-3)
