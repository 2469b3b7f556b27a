"""Theoretical moments against Dynare 5.3, rebuilt from its decision rules alone."""

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.engine.linear.linear_model import DecisionRule
from tinbergen.engine.linear.moments import Moments, moments, variance_decomposition
from tinbergen.engine.linear.spectrum import filtered_moments, hp_gain


def _read(path: Path) -> dict[str, Any]:
    with lzma.open(path) as file:
        return json.load(file)


def _matrix(values: Any, rows: int, columns: int) -> np.ndarray:
    return np.array(values, dtype=float).reshape(rows, columns)


@pytest.fixture(scope="module")
def runs(shared: Path) -> list[dict[str, Any]]:
    """What Dynare computed, a model each."""
    found = [_read(path) for path in sorted((shared / "reference/dynare").glob("*.json.xz"))]
    return [run for run in found if run.get("order1")]


def _rule(run: dict[str, Any]) -> DecisionRule:
    """Dynare's decision rule in declaration order."""
    first, n, m = run["order1"], len(run["endo_names"]), len(run["exo_names"])
    order = np.array(first["order_var"]) - 1
    states = order[first["nstatic"] : first["nstatic"] + first["nspred"]]
    ghx, ghu = np.empty((n, len(states))), np.empty((n, m))
    ghx[order], ghu[order] = _matrix(first["ghx"], n, len(states)), _matrix(first["ghu"], n, m)
    return DecisionRule(ghx, ghu, states)


def _chosen(run: dict[str, Any], names: list[str]) -> tuple[np.ndarray, ...]:
    places = [run["endo_names"].index(name) for name in names]
    return np.ix_(places, places)


def _shocks(run: dict[str, Any]) -> np.ndarray:
    m = len(run["exo_names"])
    return _matrix(run["order1"]["Sigma_e"], m, m)


def _assert_close(found: np.ndarray, expected: np.ndarray, label: str) -> None:
    """To rounding error, in standard deviations; the same entries missing.

    Dynare shows variances below 1e-12 as zero.
    """
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected), label)
    deviations = np.sqrt(np.diagonal(np.nan_to_num(expected)))
    scale = np.outer(deviations, deviations)
    assert np.all(np.abs(np.nan_to_num(found - expected)) <= 1e-10 * scale + 1e-12), label


def test_variances_and_autocorrelations(runs: list[dict[str, Any]]) -> None:
    """Also with unit roots: NaN for the variables they drive, numbers for the others."""
    compared = partly_missing = 0
    for run in runs:
        first, names = run["order1"], run["order1"]["var_list"]
        found = moments(_rule(run), _shocks(run), lags=1)
        chosen = _chosen(run, names)
        expected = _matrix(first["var"], len(names), len(names))
        _assert_close(found.covariance[chosen], expected, run["model"])
        compared += 1
        partly_missing += bool(0 < np.isnan(expected).sum() < expected.size)
        if "autocorr1" in first:
            varies = np.diagonal(expected) > 0
            _check_autocorrelation(run, found, np.ix_(varies, varies))
    assert compared >= 35
    assert partly_missing >= 5


def _check_autocorrelation(
    run: dict[str, Any], found: Moments, varying: tuple[np.ndarray, ...]
) -> None:
    """Of variables that vary: of others Dynare divides one rounding error by another."""
    names = run["order1"]["var_list"]
    ours = found.autocorrelations[0][_chosen(run, names)][varying]
    theirs = _matrix(run["order1"]["autocorr1"], len(names), len(names))[varying]
    np.testing.assert_allclose(ours, theirs, atol=1e-10, err_msg=run["model"])


def test_shares_of_shocks_sum_to_one(runs: list[dict[str, Any]]) -> None:
    """Also for correlated shocks, which five of the models have."""
    correlated = 0
    for run in runs:
        covariance = _shocks(run)
        correlated += bool(np.any(covariance - np.diag(np.diagonal(covariance))))
        total = variance_decomposition(_rule(run), covariance).sum(axis=1)
        np.testing.assert_allclose(total[~np.isnan(total)], 1.0, err_msg=run["model"])
        found = np.diagonal(moments(_rule(run), covariance, lags=0).covariance)
        varies = found > 1e-20 * np.fmax.reduce(found, initial=0.0)
        assert not np.isnan(total[varies]).any(), run["model"]
    assert correlated >= 5


def test_hp_filtered_variances(runs: list[dict[str, Any]]) -> None:
    (run,) = [r for r in runs if (r.get("as_run") or {}).get("hp_filter")]
    theirs = run["as_run"]
    found = filtered_moments(_rule(run), _shocks(run), hp_gain(theirs["hp_filter"]))
    n = len(theirs["var_list"])
    expected = _matrix(theirs["var"], n, n)
    _assert_close(found.covariance[_chosen(run, theirs["var_list"])], expected, run["model"])
