"""Whether an index leads or follows."""

import numpy as np
import pytest

from tinbergen.text.knowledge.lead import lead_or_follow


def worlds(first: float, second: float) -> dict[str, np.ndarray]:
    """Outcome moved by the index a period before (``first``), and the other way (``second``)."""
    rng = np.random.default_rng(3)
    x, y = np.zeros(400), np.zeros(400)
    for t in range(1, 400):
        x[t] = 0.3 * x[t - 1] + second * y[t - 1] + rng.normal()
        y[t] = 0.3 * y[t - 1] + first * x[t - 1] + rng.normal()
    return {"index": x, "outcome": y}


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [(0.5, 0, "leads"), (0, 0.5, "follows"), (0.4, -0.4, "both"), (0, 0, "neither")],
)
def test_the_order_that_was_made(first, second, order) -> None:
    found = lead_or_follow(worlds(first, second), "index", "outcome")
    assert found.order == order and not found.identified
    # By hand: one period ahead the true response is the coefficient, within three errors.
    assert abs(found.ahead.estimate[1] - first) < 3 * found.ahead.se[1]
    assert abs(found.behind.estimate[1] - second) < 3 * found.behind.se[1]
    # Bonferroni: two-sided 10 percent over four horizons is 2.241 standard errors (1.25 a tail).
    assert found.critical == pytest.approx(2.2414, abs=1e-4) and len(found.to_frame()) == 5


def test_what_only_moves_together_has_no_order() -> None:
    """A shock moves both at once; the outcome lasts, so it still shows later, but led by nothing."""
    rng = np.random.default_rng(7)
    x, y = np.zeros(400), np.zeros(400)
    for t in range(1, 400):
        shock = rng.normal()
        x[t] = shock + rng.normal()
        y[t] = 0.9 * y[t - 1] + shock
    data = {"index": x, "outcome": y}
    found = lead_or_follow(data, "index", "outcome", lags=1)
    assert found.order == "neither" and found.ahead.estimate[0] > 5 * found.ahead.se[0]
    # By numpy's least squares: y[t+1] on x[t], y[t], and the lag of both.
    past = np.column_stack([np.ones(398), x[1:-1], y[1:-1], x[:-2], y[:-2]])
    by_hand = np.linalg.lstsq(past, y[2:], rcond=None)[0][1]
    assert found.ahead.estimate[1] == pytest.approx(by_hand)


def test_an_instrument_is_said() -> None:
    data = worlds(0.5, 0)
    data["news"] = np.r_[np.diff(data["index"]), 0.0] + np.random.default_rng(0).normal(size=400)
    assert lead_or_follow(data, "index", "outcome", instruments=["news"]).identified
