import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.trade.methods.armington import world
from tinbergen.domains.trade.methods.trade_agreements import agreements


def economy(seed: int, n: int = 4):
    """Balanced trade, some tariffs."""
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0.0, 0.5, (n, n)) + np.diag(rng.lognormal(3.0, 0.5, n))
    tariffs = rng.uniform(0.0, 0.2, (n, n)) * (1.0 - np.eye(n))
    return world(flows + flows.T, rng.uniform(3.0, 7.0), tariffs=tariffs)


def test_agreements_are_ranked_and_reach_everyone():
    base = economy(3, n=5)
    options = agreements(base, "1", size=3, effect=0.3).options
    assert len(options) == 4 + 6
    assert all(o.members[0] == "1" for o in options)
    able = [o for o in options if o.acceptable]
    assert options[: len(able)] == tuple(able)
    assert [o.gain for o in able] == sorted((o.gain for o in able), reverse=True)
    best = options[0]
    assert best.counterfactual.of("1") == pytest.approx(best.gain)
    inside = [base.position(m) for m in best.members]
    after = best.counterfactual.after.tariffs[np.ix_(inside, inside)]
    assert np.allclose(after - np.diag(np.diagonal(after)), 0.0)
    frame = agreements(base, "1", ["2", "3"]).to_frame()
    assert list(frame.columns) == ["members", "gain", "worst", "outsiders", "acceptable"]
    assert len(frame) == 2


def test_costs_do_not_fall_twice():
    base = world(economy(3).trade, 5.0)
    old = agreements(base, "1", ["2"], effect=0.5, existing=np.ones((4, 4)))
    assert old.options[0].gain == pytest.approx(0.0, abs=1e-10)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda base: agreements(base, "1", size=1), "F053"),
        (lambda base: agreements(base, "Z"), "F101"),
        (lambda base: agreements(economy(1, n=20), "1", size=20), "F112"),
        (lambda base: agreements(base, "1", existing=np.ones((2, 2))), "F095"),
    ],
)
def test_what_will_not_do_is_refused(call, code):
    with pytest.raises(TinbergenError) as caught:
        call(economy(1))
    assert caught.value.code == code
