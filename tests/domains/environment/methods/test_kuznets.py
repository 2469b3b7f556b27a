"""The environmental Kuznets curve."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.environment.methods.kuznets import kuznets_curve


def panel(seed=0, countries=30, years=25, noise=0.05, bend=-0.3, drop=0.0):
    """A panel with a peak at log income 9.5, some rows missing."""
    rng = np.random.default_rng(seed)
    who = np.repeat([f"c{i:02d}" for i in range(countries)], years)
    when = np.tile(np.arange(1990, 1990 + years), countries)
    level = np.repeat(rng.uniform(7.5, 10.5, countries), years)
    x = level + 0.02 * (when - 1990) + rng.normal(0, 0.1, who.size)
    y = bend * (x - 9.5) ** 2 + np.repeat(rng.normal(0, 1, countries), years)
    y = y + 0.01 * (when - 1990) + rng.normal(0, noise, who.size)
    kept = rng.uniform(size=who.size) >= drop
    return who[kept], when[kept], np.exp(y)[kept], np.exp(x)[kept]


def test_the_peak_is_found():
    curve = kuznets_curve(*panel())
    point = curve.turning
    assert point.log_income == pytest.approx(9.5, abs=0.05)
    assert point.delta[0] < 9.5 < point.delta[1]
    assert point.fieller_kind == "bounded"
    # With so much data both intervals are nearly the same.
    assert point.fieller == pytest.approx(point.delta, abs=0.02)


def test_intervals_cover_as_often_as_they_say():
    inside = []
    for seed in range(60):
        point = kuznets_curve(*panel(seed, 20, 12, 0.2), robust=False).turning
        inside.append(point.fieller[0] <= 9.5 <= point.fieller[1])
    assert 0.8 <= np.mean(inside) <= 0.98


def test_a_curve_that_does_not_turn():
    curve = kuznets_curve(*panel(bend=0.3))
    assert curve.turning is None


def test_no_end_in_sight_when_the_bend_is_noise():
    point = kuznets_curve(*panel(1, 12, 6, 3.0, bend=-0.01)).turning
    assert point is None or point.fieller_kind in ("unbounded", "outside")


def test_a_cubic_turns_where_its_slope_is_zero():
    who, when, e, y = panel(3)
    curve = kuznets_curve(who, when, e, y, degree=3)
    b = curve.coefficients
    at = curve.turning.log_income
    assert b[0] + 2 * b[1] * at + 3 * b[2] * at**2 == pytest.approx(0, abs=1e-8)
    assert 2 * b[1] + 6 * b[2] * at < 0
    assert curve.turning.fieller_kind == "none"


def test_units_of_income_only_move_the_peak():
    who, when, e, y = panel(4, drop=0.2)
    here, there = kuznets_curve(who, when, e, y), kuznets_curve(who, when, 7 * e, 1000 * y)
    assert there.turning.log_income - here.turning.log_income == pytest.approx(np.log(1000))
    assert there.coefficients[1] == pytest.approx(here.coefficients[1])


def test_rows_with_gaps_are_left_out():
    who, when, e, y = panel(5)
    holed = e.copy()
    holed[::7] = np.nan
    kept = np.isfinite(holed)
    with_gaps = kuznets_curve(who, when, holed, y)
    without = kuznets_curve(who[kept], when[kept], e[kept], y[kept])
    assert with_gaps.coefficients == pytest.approx(without.coefficients)


@pytest.mark.parametrize("degree", [2, 3])
def test_clustered_errors_are_those_of_statsmodels(degree):
    """Few countries, so that the factor for few clusters counts."""
    import statsmodels.api as sm

    who, when, e, y = panel(7, countries=8, years=12, drop=0.1)
    powers = np.column_stack([np.log(y) ** k for k in range(1, degree + 1)])
    codes = np.unique(who, return_inverse=True)[1]
    countries = (codes[:, None] == np.arange(8)).astype(float)
    years = (when[:, None] == np.unique(when)[None, 1:]).astype(float)
    fitted = sm.OLS(np.log(e), np.column_stack([powers, countries, years])).fit(
        cov_type="cluster", cov_kwds={"groups": codes, "use_correction": True}
    )
    ours = kuznets_curve(who, when, e, y, degree=degree)
    assert ours.coefficients == pytest.approx(fitted.params[:degree], rel=1e-6)
    errors = np.sqrt(np.diagonal(ours.clustered))
    assert errors == pytest.approx(fitted.bse[:degree], rel=1e-6)


def test_one_country_has_no_clustered_errors():
    who, when, e, y = panel(8, countries=1, years=40)
    years = when // 10
    with pytest.raises(TinbergenError) as caught:
        kuznets_curve(who, years, e, y)
    assert caught.value.code == "F107"
    plain = kuznets_curve(who, years, e, y, robust=False)
    assert np.isnan(plain.clustered).all() and np.isfinite(plain.standard_errors).all()


def test_what_can_not_be_fitted():
    who, when, e, y = panel(6, 3, 2)
    with pytest.raises(TinbergenError) as caught:
        kuznets_curve(who, when, e, y)
    assert caught.value.code == "F083"
    who, when, e, y = panel(6)
    with pytest.raises(TinbergenError) as caught:
        kuznets_curve(who, when, e, np.full(y.size, 100.0))
    assert caught.value.code == "F084"
    with pytest.raises(TinbergenError) as caught:
        kuznets_curve(who, when, -e, y)
    assert caught.value.code == "F052"
