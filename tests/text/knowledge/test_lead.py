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


def test_an_instrument_is_said() -> None:
    data = worlds(0.5, 0)
    data["news"] = np.r_[np.diff(data["index"]), 0.0] + np.random.default_rng(0).normal(size=400)
    assert lead_or_follow(data, "index", "outcome", instruments=["news"]).identified
