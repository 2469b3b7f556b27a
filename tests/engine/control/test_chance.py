"""Limits in a share of draws: shifted limits where the draws share their effects, and every subset
of draws tried on a small problem where they don't."""

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from tinbergen.core.errors import InfeasibleError
from tinbergen.engine.control.choose import choose
from tinbergen.engine.control.expected import LinearDraws
from tinbergen.engine.control.problem import Limit
from tinbergen.engine.control.scenarios import Chance

#: Draws of the Gaussian problem.
_MANY = 4000


def ceiling(toys, periods: int, bound: float, at: range) -> tuple[Limit, ...]:
    return tuple(Limit("ceiling", toys.pick(periods, t, "y"), bound, t) for t in at)


def noisy(base: LinearDraws, dynamics) -> object:
    """What samples straight draws around runs: those of no change, moved."""

    def sample(runs) -> LinearDraws:
        change = (runs[0] - dynamics.at).reshape(-1)
        return dataclasses.replace(base, base=base.paths(change))

    return sample


def gaussian(toys, dynamics, posed, count: int, seed: int = 3) -> LinearDraws:
    """Normal errors of y, all with the effects of the path."""
    found = toys.draws(seed, count, dynamics, posed)
    return dataclasses.replace(
        found, effects=dynamics.effects[None], kind=np.zeros(count, dtype=int)
    )


def test_with_normal_errors_it_is_a_shifted_limit(toys) -> None:
    """P(y_t <= b) >= p where y_t = mean_t + e, e ~ N(0, 1), is mean_t <= b - z(p) (Charnes and
    Cooper 1959, Management Science 6): to 1e-6 with the draws' own quantile for z."""
    share, bound, t = 0.9, 1.2, 2
    dynamics, posed = toys.straight(1, 5, 5), toys.problem(5, 5)
    draws = gaussian(toys, dynamics, posed, _MANY)
    chance = Chance("ceiling", share, (ceiling(toys, 5, bound, range(t, t + 1)),))
    found = choose(
        [toys.branch(1.0, dynamics, posed)], ["path"],
        chances=[chance], scenarios=noisy(draws, dynamics),
    )  # fmt: skip
    error = draws.base[:, t, 1] - dynamics.base[t, 1]
    for z, close in (
        (np.sort(error)[int(np.ceil(share * _MANY)) - 1], 1e-6),
        (norm.ppf(share), 4 * np.sqrt(share * (1 - share) / _MANY) / norm.pdf(norm.ppf(share))),
    ):
        (limit,) = ceiling(toys, 5, bound - z, range(t, t + 1))
        shifted = dataclasses.replace(posed, limits=(limit,))
        known = choose([toys.branch(1.0, dynamics, shifted)], ["path"])
        np.testing.assert_allclose(found.runs[0], known.runs[0], atol=close)
        assert found.loss == pytest.approx(known.loss, abs=2 * close)
        assert found.chance_prices[0][0] == pytest.approx(known.prices[0], rel=20 * close)
    assert found.kkt < 1e-8
    after = noisy(draws, dynamics)(found.runs)
    assert np.mean(after.base[:, t, 1] <= bound + 1e-9) == share


def test_period_by_period_and_all_together(toys) -> None:
    """By periods each has its own quantile; all together costs more, and that is what holds."""
    bound = 1.6
    dynamics, posed = toys.straight(1, 5, 5), toys.problem(5, 5)
    draws = gaussian(toys, dynamics, posed, 1000)
    sample, branch = noisy(draws, dynamics), toys.branch(1.0, dynamics, posed)
    limits = (ceiling(toys, 5, bound, range(5)),)
    each, joint = (
        choose([branch], ["path"], scenarios=sample,
               chances=[Chance("ceiling", 0.8, limits, jointly)])
        for jointly in (False, True)
    )  # fmt: skip
    errors = np.sort(draws.base[:, :, 1] - dynamics.base[:, 1], axis=0)[799]
    shifted = dataclasses.replace(posed, limits=tuple(
        dataclasses.replace(limit, bound=bound - errors[t]) for t, limit in enumerate(limits[0])
    ))  # fmt: skip
    known = choose([toys.branch(1.0, dynamics, shifted)], ["path"])
    np.testing.assert_allclose(each.runs[0], known.runs[0], atol=1e-6)
    np.testing.assert_allclose(each.chance_prices[0], known.prices, atol=1e-5)
    held = [sample(c.runs).base[:, :, 1] <= bound + 1e-6 for c in (each, joint)]
    assert held[0].mean(axis=0).min() >= 0.8 > held[0].all(axis=1).mean()
    assert held[1].all(axis=1).mean() >= 0.8
    assert joint.loss > each.loss


def best_of_subsets(toys, dynamics, posed, draws, kept: int, bound: float) -> float:
    """The least loss over every choice of draws that keep the ceiling in all periods, by scipy."""
    branch = toys.branch(1.0, dynamics, posed)

    def loss(u: np.ndarray) -> float:
        return branch.loss(dynamics.moved(dynamics.start(), u.reshape(-1, 1)))

    periods = len(dynamics.base)
    places = np.arange(periods) * 2 + 1
    found = []
    for chosen in combinations(range(len(draws.base)), kept):
        rows = np.concatenate([draws.effects[d][places] for d in chosen])
        room = np.concatenate([bound - draws.base[d, :, 1] for d in chosen])
        answer = minimize(
            loss, np.zeros(periods), method="SLSQP", options={"ftol": 1e-12, "maxiter": 300},
            constraints={"type": "ineq", "fun": lambda u, r=rows, b=room: b - r @ u,
                         "jac": lambda u, r=rows: -r},
        )  # fmt: skip
        if (rows @ answer.x <= room + 1e-7).all():
            found.append(float(answer.fun))
    return min(found)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_every_subset_of_few_draws_tried(toys, seed) -> None:
    """Twelve draws with effects of their own, ten of which keep the ceiling: 66 subsets."""
    dynamics, posed = toys.straight(seed, 3, 3), toys.problem(3, 3)
    draws = toys.draws(seed, 12, dynamics, posed)
    chance = Chance("ceiling", 10 / 12, (ceiling(toys, 3, 2.0, range(3)),))
    found = choose(
        [toys.branch(1.0, dynamics, posed)], ["path"],
        chances=[chance], scenarios=noisy(draws, dynamics),
    )  # fmt: skip
    known = best_of_subsets(toys, dynamics, posed, draws, 10, 2.0)
    assert found.loss == pytest.approx(known, rel=1e-6)


def test_a_chance_out_of_reach_says_how_large_a_one_there_is(toys) -> None:
    """With u held at zero the share of draws below the ceiling is what it is."""
    dynamics = toys.straight(1, 3, 3)
    posed = toys.problem(3, 3, upper=0.0)
    held = dataclasses.replace(posed, limits=(
        *posed.limits,
        *(Limit("u lower", -toys.pick(3, t, "u"), 0.0, t, True) for t in range(3)),
    ))  # fmt: skip
    draws = gaussian(toys, dynamics, held, 500)
    (limit,) = ceiling(toys, 3, float(dynamics.base[1, 1]), range(1, 2))
    with pytest.raises(InfeasibleError) as fault:
        choose(
            [toys.branch(1.0, dynamics, held)], ["path"],
            chances=[Chance("ceiling", 0.9, ((limit,),))], scenarios=noisy(draws, dynamics),
        )  # fmt: skip
    assert fault.value.code == "E021"
    known = float(np.mean(draws.base[:, 1, 1] <= dynamics.base[1, 1]))
    assert fault.value.facts["shares"]["ceiling"] == pytest.approx(known, abs=0.003)


def test_linear_misses_and_levels(toys) -> None:
    """One level for all periods, misses as they are: the level at which the quantile binds."""
    dynamics = toys.straight(1, 4, 4)
    posed = toys.problem(4, 4, wanted=9.0, cost=0.0, sense="at_least")
    draws = gaussian(toys, dynamics, posed, 1000)
    chance = Chance("ceiling", 0.75, (ceiling(toys, 4, 3.0, range(3, 4)),))
    found = choose(
        [toys.branch(1.0, dynamics, posed)], ["level"], penalty="linear",
        chances=[chance], scenarios=noisy(draws, dynamics),
    )  # fmt: skip
    slope = dynamics.effects.reshape(4, 2, 4)[3, 1].sum()
    level = (3.0 - np.sort(draws.base[:, 3, 1])[749]) / slope
    np.testing.assert_allclose(found.runs[0], level, atol=1e-6)


def test_in_every_picture(toys) -> None:
    """Two pictures: pooled, the share is over both; everywhere, the gloomier one decides."""
    dynamics, posed = toys.straight(1, 3, 3), toys.problem(3, 3)
    gloomy = dataclasses.replace(dynamics, base=dynamics.base + np.array([0.0, 1.0]))
    branches = [toys.branch(0.5, d, posed) for d in (dynamics, gloomy)]
    one = gaussian(toys, dynamics, posed, 1000)
    base = np.concatenate([one.base, one.base + np.array([0.0, 1.0])])
    both = LinearDraws(
        base, one.effects, np.zeros(2000, dtype=int), np.full(2000, 1 / 2000),
        np.repeat(posed.wanted[None], 2000, axis=0), np.repeat([0, 1], 1000),
    )  # fmt: skip
    limits = (ceiling(toys, 3, 1.0, range(1, 2)),) * 2
    sample = noisy(both, dynamics)
    pooled, every = (
        choose(branches, ["path"], scenarios=sample,
               chances=[Chance("ceiling", 0.8, limits, everywhere=everywhere)])
        for everywhere in (False, True)
    )  # fmt: skip

    def shares(control) -> np.ndarray:
        held = sample(control.runs).base[:, 1, 1] <= 1.0 + 1e-6
        return held.reshape(2, -1).mean(axis=1)

    assert shares(pooled).mean() >= 0.8 > shares(pooled)[1]
    assert shares(every).min() >= 0.8
    assert every.loss > pooled.loss
