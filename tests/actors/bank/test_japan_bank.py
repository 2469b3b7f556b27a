"""A bank in Japan: the equation of bad loans on a panel of countries, capital by hand, its plan."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import tinbergen as tb
from tinbergen.actors.bank import calibration
from tinbergen.core.errors import TinbergenError
from tinbergen.data.matrix import Matrix, read_matrix
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation, assess

PACK = Path(tb.__file__).parent / "actors" / "bank"
TABLES = {"bad loans": read_matrix(PACK / "oecd-bad-loans.csv")}
ASKED = {"table": "bad loans", "unit": "JPN", "to": 2014}


@pytest.fixture(scope="module")
def there() -> Situation:
    return assess("japan-bank-2014")


def asked(**changes) -> Question:
    return Question("bad loans", ASKED | changes)


def test_the_equation_is_what_another_program_finds() -> None:
    """Least squares with dummies and clustered errors by statsmodels."""
    table = TABLES["bad loans"]
    rows = pd.DataFrame(table.values, columns=list(table.columns))
    rows["country"], rows["year"] = zip(*(r.split(" ") for r in table.rows), strict=True)
    rows["bad"] = np.log(rows["npl"])
    rows["before"] = rows.groupby("country")["bad"].shift(1)
    rows = rows.dropna()
    X = pd.concat([rows[["before", "growth", "change"]], pd.get_dummies(rows["country"])], axis=1)
    fit = sm.OLS(rows["bad"], X.astype(float)).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(rows["country"])[0]}
    )
    found = calibration.bad_loans(TABLES, asked())
    for name, column in zip(found.coefficients, ("before", "growth", "change", "JPN"), strict=True):
        assert found.values[name] == pytest.approx(fit.params[column], rel=1e-9)
    se = np.sqrt(np.diagonal(found.covariance))
    np.testing.assert_allclose(se[:3], fit.bse[["before", "growth", "change"]], rtol=1e-6)
    assert found.disturbances["bad loans"] == pytest.approx(np.sqrt(fit.scale), rel=1e-9)
    assert fit.nobs == 194
    # Signs and sizes as in Beck, Jakubik and Piloiu (2013): growth lowers bad loans.
    assert found.values["b_growth"] < -0.02 and found.values["b_jobs"] > 0.03
    assert 0.7 < found.values["rho"] < 0.95


def test_later_years_are_not_seen() -> None:
    early = calibration.bad_loans(TABLES, asked(to=2012))
    table = TABLES["bad loans"]
    kept = tuple(r for r in table.rows if int(r[-4:]) <= 2012)
    cut = Matrix(table.name, kept, table.columns, table.block(kept, table.columns), table.source)
    assert early.values == calibration.bad_loans({"bad loans": cut}, asked()).values
    assert early.values["rho"] != calibration.bad_loans(TABLES, asked()).values["rho"]


def test_faults_are_named() -> None:
    with pytest.raises(TinbergenError) as caught:
        calibration.bad_loans(TABLES, asked(unit="JPM"))
    assert (caught.value.code, caught.value.hint) == ("bank-4", "JPN")
    assert "AUS" in caught.value.render("en")
    table = TABLES["bad loans"]
    odd = Matrix(table.name, ("Japan", *table.rows[1:]), table.columns, table.values, table.source)
    with pytest.raises(TinbergenError) as caught:
        calibration.bad_loans({"bad loans": odd}, asked())
    assert caught.value.code == "bank-3"


def test_capital_by_hand(there) -> None:
    (world,) = there.worlds
    v = world.satellite.own.model.values
    growth, jobs = (world.baseline(n)[:5] for n in ("GROWTH", "U"))
    npl, tier1, rwa, before = 1.746, 881.6, 6936.0, there.data.at("U", there.as_of)
    for t in range(5):
        now = np.exp(
            v["c"] + v["rho"] * np.log(npl) + v["b_growth"] * growth[t]
            + v["b_jobs"] * (jobs[t] - before)
        )  # fmt: skip
        loss = 0.32 * (now - npl) + 0.24 * npl
        income = (1 - 0.2938) * rwa * (2.2171 * 0.878 - loss) / 100
        tier1 += income - 4.6 / 100 * tier1
        rwa *= 1.01
        npl, before = now, jobs[t]
        assert world.baseline("NPL")[t] == pytest.approx(npl, rel=1e-9)
        assert world.baseline("TIER1")[t] == pytest.approx(tier1, rel=1e-9)
        assert world.baseline("CAPITAL")[t] == pytest.approx(100 * tier1 / rwa, rel=1e-9)


def test_what_is_earned_is_the_return_of_fiscal_2014(there) -> None:
    """Ordinary profit of 108.074 billion yen, 76.324 after tax, on assets of 15,377.845, with the
    losses of that year; payouts from comprehensive income and net assets of fiscal 2015."""
    v = there.satellite.own.model.values
    return_ = 100 * 108.074 / 15377.845
    loss = 0.32 * (1.746 - 2.129) + 0.24 * 2.129
    assert v["weight"] == pytest.approx(15377.845 / 6936.0, abs=1e-4)
    assert v["earns"] == pytest.approx(return_ + loss / v["weight"], abs=1e-4)
    assert v["tax"] == pytest.approx(1 - 76.324 / 108.074, abs=1e-4)
    usual = there.scope.baseline("PAYOUT")[0]
    assert usual == pytest.approx(100 * (45.112 + 1010.495 - 1008.803) / 1010.495, abs=0.05)


def test_what_bad_loans_do(there, spoken) -> None:
    (found,) = tb.diagnose(there).findings
    spoken(found.title, found.statement, found.method, *found.assumptions)
    assert sum(p.value for p in found.parts) == pytest.approx(found.estimate, abs=1e-12)
    assert found.interval.lower < found.estimate < found.interval.upper
    values = there.worlds.lead.satellite.own.model.values
    alone = np.log(1.746)
    for _ in range(5):
        alone = values["c"] + values["rho"] * alone
    assert {p.name: p.value for p in found.parts}["usual"] == pytest.approx(
        alone - np.log(1.746), abs=1e-9
    )


def test_the_plan_pays_out_more_and_keeps_its_floor(there) -> None:
    plan = tb.design(there)
    paid = np.array(next(s.values for s in plan.instruments if s.name == "PAYOUT"))
    assert (paid > 4.6).all() and (paid < 9).all()
    chance = {c.constraint: c.share for c in plan.chances}
    assert chance["appetite"] > 0.88
