"""Responses to innovations against statsmodels, and what is refused."""

import numpy as np
import pytest
from statsmodels.tsa.api import VAR

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.recursive_var import recursive_var

RNG = np.random.default_rng(3)
SHOCKS = RNG.normal(size=(300, 3))
DATA = np.zeros((300, 3))
for t in range(1, 300):
    DATA[t] = [[0.5, 0.2, 0], [0.1, 0.4, -0.2], [0, 0.3, 0.6]] @ DATA[t - 1] + SHOCKS[t]
NAMES = ["a", "b", "c"]
SERIES = {name: DATA[:, k] + 0.02 * np.arange(300) for k, name in enumerate(NAMES)}


@pytest.mark.parametrize("trend", [False, True])
def test_responses_are_those_of_statsmodels(trend) -> None:
    found = recursive_var(SERIES, "a, b, c", 2, 12, trend=trend)
    peer = VAR(np.column_stack(list(SERIES.values()))).fit(2, trend="ct" if trend else "c")
    impact = np.linalg.cholesky(peer.sigma_u_mle)
    np.testing.assert_allclose(found.responses, peer.ma_rep(12) @ impact, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.responses[0, 0, 1:], 0)


def test_shocks_outcomes_and_draws() -> None:
    every = recursive_var(SERIES, NAMES, 1, 8, trend=True, draws=2000)
    some = recursive_var(SERIES, NAMES, 1, 8, shocks="b", outcomes="c, a", trend=True, draws=2000)
    np.testing.assert_allclose(some.responses[:, :, 0], every.responses[:, [2, 0], 1], rtol=1e-12)
    np.testing.assert_allclose(some.drawn[..., 0], every.drawn[:, :, [2, 0], 1], rtol=1e-9)
    np.testing.assert_allclose(every.drawn.mean(axis=0), every.responses, atol=0.02)
    # The flat prior's posterior is about as wide as the sampling distribution of a deviation.
    assert every.drawn[:, 0, 0, 0].std() == pytest.approx(
        every.responses[0, 0, 0] / np.sqrt(2 * 299), rel=0.1
    )
    assert some.to_frame().shape == (9, 2)
    assert [chart.title.en for chart in some.plot().charts] == ["c to b", "a to b"]


def test_no_known_shock_is_none() -> None:
    holes = SERIES | {"a": np.where(np.arange(300) < 100, np.nan, SERIES["a"])}
    zeros = SERIES | {"a": np.where(np.arange(300) < 100, 0.0, SERIES["a"])}
    one, other = (recursive_var(data, NAMES, 1, 4, shocks="a") for data in (holes, zeros))
    np.testing.assert_array_equal(one.responses, other.responses)
    shorter = {name: values[100:] for name, values in SERIES.items()}
    np.testing.assert_array_equal(
        recursive_var(holes, NAMES, 1, 4).responses, recursive_var(shorter, NAMES, 1, 4).responses
    )


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("F053", {"lags": 0}), ("F053", {"horizon": -1}), ("F053", {"draws": -1}),
        ("F122", {"shocks": "z"}), ("F122", {"outcomes": "z"}), ("F122", {"names": "a, z"}),
        ("F050", {"lags": 120}),
    ],
)  # fmt: skip
def test_what_is_refused(code, change) -> None:
    given = {"names": "a, b", "lags": 1, "horizon": 4} | change
    with pytest.raises(TinbergenError) as caught:
        recursive_var(SERIES, **given)
    assert caught.value.code == code
