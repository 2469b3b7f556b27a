"""Tests of instruments against linearmodels, and their edges."""

import dataclasses
import warnings

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.identification import (
    anderson_rubin,
    cragg_donald,
    first_stage,
    hansen_j,
    sargan,
)
from tinbergen.statistics.regression.k_class import liml, two_stage_least_squares


def test_tests_equal_linearmodels(make) -> None:
    equation = make(31, endogenous=2, excluded=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from linearmodels.iv import IV2SLS, IVGMM, IVLIML

        parts = (equation.y, equation.X[:, :3], equation.X[:, 3:], equation.Z[:, 3:])
        tsls = IV2SLS(*parts).fit(cov_type="unadjusted", debiased=True)
        pairs = [
            (sargan(equation, two_stage_least_squares(equation)), tsls.sargan),
            (hansen_j(equation), IVGMM(*parts).fit().j_stat),
            (anderson_rubin(equation, liml(equation)), IVLIML(*parts).fit().anderson_rubin),
        ]
        stages = tsls.first_stage.diagnostics
    for ours, theirs in pairs:
        assert ours.statistic == pytest.approx(theirs.stat, rel=1e-6)
        assert ours.p_value == pytest.approx(theirs.pval, rel=1e-5)
        assert ours.distribution == "chi2(2)"
    tests = first_stage(equation)
    assert list(tests) == ["y0", "y1"]
    np.testing.assert_allclose(
        [test.statistic for test in tests.values()], stages["f.stat"].to_numpy(), rtol=1e-6
    )
    assert "y0" in tests["y0"].hypothesis.zh


def test_cragg_donald_of_one_regressor_is_its_first_stage_f(make) -> None:
    equation = make(5)
    test = cragg_donald(equation)
    assert test.statistic == pytest.approx(first_stage(equation)["y0"].statistic)
    assert np.isnan(test.p_value)


def test_cragg_donald_of_two_is_below_each_first_stage(make) -> None:
    equation = make(5, endogenous=2, excluded=4)
    weakest = min(test.statistic for test in first_stage(equation).values())
    assert cragg_donald(equation).statistic < weakest


def test_invalid_instruments_are_rejected(make) -> None:
    equation = make(6, T=200)
    fit = two_stage_least_squares(equation)
    assert sargan(equation, fit).p_value > 0.01
    invalid = dataclasses.replace(equation, y=equation.y + equation.Z[:, 4])
    assert sargan(invalid, two_stage_least_squares(invalid)).p_value < 1e-6
    assert hansen_j(invalid).p_value < 1e-6
    assert anderson_rubin(invalid, liml(invalid)).p_value < 1e-6


def test_faults(make) -> None:
    exact = make(7, excluded=1)
    for call in (lambda: sargan(exact, two_stage_least_squares(exact)), lambda: hansen_j(exact)):
        with pytest.raises(TinbergenError) as fault:
            call()
        assert fault.value.code == "S017"
    exogenous = dataclasses.replace(exact, Z=np.column_stack([exact.X, exact.Z[:, 3]]))
    with pytest.raises(TinbergenError) as fault:
        first_stage(exogenous)
    assert fault.value.code == "S019"
    with pytest.raises(TinbergenError) as fault:
        cragg_donald(dataclasses.replace(exact, Z=None))
    assert fault.value.code == "S008"
