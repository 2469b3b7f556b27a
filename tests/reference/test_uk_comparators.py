"""The United Kingdom's carbon price against a synthetic United Kingdom, from a case.

Leroutier (2022, Journal of Environmental Economics and Management 111) finds by synthetic control
that the price floor took 20 to 26 percent a year off the emissions of power from 2013 to 2017. Her
data are of plants; here are national totals of power and heat a person, so that the size and not
the digits is what is compared.
"""

import numpy as np
import pytest

import tinbergen as tb


@pytest.fixture(scope="module")
def example(load_example):
    pytest.importorskip("pyarrow")
    return load_example("uk_comparators")


def test_the_price_floor_against_a_synthetic_united_kingdom(shared, example, tmp_path) -> None:
    table = example.comparators(shared / "data")
    case = example.case_with(table, tmp_path)
    found = tb.evaluate(case, tb.design(case, alternatives=False), until="2017")
    effects = {f.name: f for f in found.findings}
    control = effects["synthetic control of GBR"]
    gap = np.array(control.series[0].values)
    assert control.estimate == pytest.approx(gap[-5:].mean())
    without = table["GBR"].to_numpy()[-5:] - gap[-5:]
    part = -control.estimate / without.mean()
    assert 0.10 < part < 0.26  # .15: the first two years, at a low price, show little
    assert part < -gap[-3:].mean() / without[-3:].mean() < 0.30
    assert dict(control.diagnostics)["p by placebos"] == pytest.approx(1 / 25)
    did = effects["synthetic difference-in-differences of GBR"]
    assert did.interval.lower < control.estimate < did.interval.upper
    # What worlds say of the policy followed is still there, and the first that is said.
    assert "outturn on E_POWER" in effects
    assert found.findings[0].name == "plan on COUNTED"
    assert "comparators" in found.summary() and "对照单位" in found.summary("zh")


def test_a_table_that_is_none_of_periods(shared, example, tmp_path) -> None:
    table = example.comparators(shared / "data")
    case = example.case_with(table.set_axis([f"r{k}" for k in range(len(table))]), tmp_path)
    with pytest.raises(tb.TinbergenError) as fault:
        tb.evaluate(case, tb.design(case, alternatives=False), until="2017")
    assert fault.value.code == "L042"
    assert fault.value.at.line > 100
