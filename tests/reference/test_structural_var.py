"""Vector autoregressions against R's package vars, on statsmodels' bundled US data."""

import numpy as np
import pytest

from tinbergen.statistics.cycles.structural_var import demand_supply
from tinbergen.statistics.cycles.vector_autoregression import fit_var, impulse_responses


@pytest.fixture(scope="module")
def us():
    from statsmodels.datasets import macrodata

    return macrodata.load_pandas().data


def test_coefficients_and_responses_as_r(us):
    """R vars: VAR(2) of growth of GDP, consumption, investment, as in statsmodels' tests."""
    from statsmodels.tsa.vector_ar.tests.results.results_var_data import var_results

    names = ["realgdp", "realcons", "realinv"]
    data = np.diff(np.log(us[names].to_numpy()), axis=0)
    fit = fit_var(data, 2)
    theirs = np.array(var_results.coefs.tolist())
    ours = np.vstack([*fit.coefficients.transpose(0, 2, 1), fit.intercept])
    np.testing.assert_allclose(np.sort(ours.ravel()), np.sort(theirs.ravel()), atol=1e-8)
    orthogonal = var_results.orthirf.item()
    responses = impulse_responses(fit.coefficients, np.linalg.cholesky(fit.covariance), 5)
    for shock, name in enumerate(names):
        table = np.array(orthogonal[name].tolist())
        np.testing.assert_allclose(responses[:, :, shock], table[:6], atol=1e-7)


def test_us_demand_and_supply_behave_as_blanchard_and_quah_found(us):
    """Blanchard and Quah (1989), section III: a demand disturbance has a hump-shaped effect on
    output and its mirror image on unemployment, gone after some years; a supply disturbance
    raises output for good. And in 2009 the lack of growth was one of demand."""
    growth = 100 * np.diff(np.log(us["realgdp"].to_numpy()))
    result = demand_supply(growth, us["unemp"].to_numpy()[1:], "unemployment", 4, over=4)
    output, unemployment = result.responses[:, 0, 0], result.responses[:, 1, 0]
    assert 1 <= np.argmax(output) <= 6
    assert np.argmax(output) == pytest.approx(np.argmin(unemployment), abs=3)
    assert output[-1] == pytest.approx(0.0, abs=0.05)
    assert result.responses[-1, 0, 1] > 0.3
    assert result.conventional
    assert result.upper[0, -1, 0] < 0.0
    np.testing.assert_allclose(result.parts.sum(axis=0), result.data, atol=1e-10)
