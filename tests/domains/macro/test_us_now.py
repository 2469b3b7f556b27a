"""The United States now: as of the last quarter that has all columns, and by a sound sample."""

import dataclasses

import numpy as np
import pytest

from tinbergen.app.case import demo_of
from tinbergen.core.documents.plan import Plan
from tinbergen.data.sources import us_table
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.packs import case_called, pack
from tinbergen.loop.design import design
from tinbergen.loop.situation import Situation, assess


@pytest.fixture(scope="module")
def case() -> Case:
    return dataclasses.replace(cases.load("us-now"), draws=100)


@pytest.fixture(scope="module")
def situation(case: Case) -> Situation:
    return assess(case)


@pytest.fixture(scope="module")
def plan(situation: Situation) -> Plan:
    return design(situation)


def coefficient(situation: Situation, equation: str, name: str) -> tuple[float, float]:
    """An estimate and its standard error."""
    assert situation.fit is not None
    fit = situation.fit.fit.equations[equation]
    k = fit.coefficient_names.index(name)
    return float(fit.coefficients[k]), float(np.sqrt(fit.covariance[k, k]))


def test_its_short_name() -> None:
    assert case_called("now") == demo_of("now") == "us-now"
    assert demo_of("macro") == "us-2008"
    assert case_called("macro") is None
    assert (pack("macro").demo, pack("macro").aliases) == ("us-2008", {"now": "us-now"})


def test_it_is_the_last_quarter_with_all_columns(case: Case) -> None:
    table = us_table()
    columns = ("FRB_GDP", "FRB_C", "FRB_I", "FRB_G_FED", "FRB_YD", "TB3MS", "CPI_LAST", "UNRATE")
    ends = [extent.end for name in columns if (extent := table.extent(name))]
    assert len(ends) == len(columns)
    assert case.as_of == min(ends) == case.store.as_of(case.as_of).span.end
    assert case.monitor_until is None


def test_the_sample_ends_before_the_epidemic(situation: Situation) -> None:
    assert situation.fit is not None
    sample = situation.fit.sample
    assert (str(sample.start), str(sample.end)) == ("1970Q1", "2019Q4")


@pytest.mark.parametrize(
    ("equation", "name", "sign", "least"),
    [
        ("consumption", "c1", 1, 2), ("consumption", "c2", -1, 2), ("consumption", "c3", -1, 2),
        ("investment", "i1", 1, 2), ("investment", "i4", -1, 1.5), ("rest of demand", "s1", -1, 2),
        ("taxes", "t2", 1, 2), ("unemployment", "u1", -1, 2), ("policy rule", "r2", 1, 2),
        ("policy rule", "r4", -1, 2),
    ],
)  # fmt: skip
def test_estimates_have_the_signs_of_theory(
    situation: Situation, equation: str, name: str, sign: int, least: float
) -> None:
    value, error = coefficient(situation, equation, name)
    assert sign * value > least * error


def test_what_the_case_says_of_inflation(situation: Situation) -> None:
    """Its answer to unemployment is of the right sign, and no different from zero."""
    value, error = coefficient(situation, "inflation", "p3")
    assert -1.645 * error < value < 0


def test_why_the_epidemic_is_left_out(case: Case) -> None:
    """With it consumption falls when income rises, by more than three standard errors."""
    value, error = coefficient(
        assess(dataclasses.replace(case, sample_end=None)), "consumption", "c1"
    )
    assert value < -3 * error


def test_the_plan_adds_no_deficit_and_helps(plan: Plan) -> None:
    assert plan.loss < plan.baseline_loss
    assert plan.kkt_residual < 1e-6
    assert [(price.constraint, price.price > 0) for price in plan.binding] == [
        ("deficit limit", True)
    ]
    rate = next(s.values for s in plan.instruments if s.name == "r")
    assert 1 < min(rate) < max(rate) < 4.4
