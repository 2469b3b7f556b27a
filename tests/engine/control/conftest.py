"""Small control problems with straight lines for paths."""

import numpy as np
import pytest

from tinbergen.engine.control.branches import Branch, Search
from tinbergen.engine.control.dynamics import LinearDynamics
from tinbergen.engine.control.expected import LinearDraws
from tinbergen.engine.control.problem import Limit, Problem, Term


class Toys:
    """One outcome, y, after one instrument, u."""

    names = ("u",)
    variables = ("u", "y")

    def pick(self, periods: int, t: int, name: str) -> np.ndarray:
        """Coefficients that read one variable in one period."""
        found = np.zeros((periods, 2))
        found[t, self.variables.index(name)] = 1.0
        return found

    def straight(self, seed: int, periods: int, settings: int) -> LinearDynamics:
        """Paths of u and y: y answers u of the same and of earlier periods."""
        rng = np.random.default_rng(seed)
        slopes = np.zeros((periods, 2, settings, 1))
        slopes[np.arange(settings), 0, np.arange(settings), 0] = 1.0
        response = rng.normal(1.0, 0.3, periods) * 0.7 ** np.arange(periods)
        for s in range(settings):
            slopes[s:, 1, s, 0] = response[: periods - s]
        base = np.column_stack([np.zeros(periods), rng.normal(size=periods)])
        return LinearDynamics(base, np.zeros((settings, 1)), slopes.reshape(periods * 2, settings))

    def problem(
        self,
        periods: int,
        settings: int,
        *,
        wanted: float = 2.0,
        cost: float = 0.1,
        sense: str = "at",
        upper: float | None = None,
    ) -> Problem:
        """y at ``wanted`` in every period; u costs, and is at most ``upper``."""
        terms = [Term("y", self.pick(periods, t, "y"), wanted, 1.0, sense) for t in range(periods)]
        if cost:
            terms += [
                Term("u cost", self.pick(periods, t, "u"), 0.0, cost) for t in range(settings)
            ]
        limits = ()
        if upper is not None:
            limits = tuple(
                Limit("u upper", self.pick(periods, t, "u"), upper, t, True)
                for t in range(settings)
            )
        return Problem(self.names, self.variables, tuple(terms), limits)

    def branch(self, weight: float, dynamics: LinearDynamics, posed: Problem) -> Branch:
        return Branch(
            weight, dynamics, posed, np.zeros_like(dynamics.base), np.zeros_like(dynamics.at)
        )

    def search(self, *branches: Branch) -> Search:
        """A search over every setting of its own."""
        return Search(branches, np.eye(branches[0].first.size))

    def draws(self, seed: int, count: int, dynamics: LinearDynamics, posed: Problem) -> LinearDraws:
        """Draws of y around a path, each with effects of its own."""
        rng = np.random.default_rng(seed)
        base = np.repeat(dynamics.base[None], count, axis=0)
        base[:, :, 1] += rng.normal(size=(count, len(dynamics.base)))
        scale = np.ones((count, *dynamics.effects.shape))
        scale[:, 1::2] *= rng.normal(1.0, 0.5, size=(count, 1, 1))
        return LinearDraws(
            base, scale * dynamics.effects, np.arange(count), np.full(count, 1 / count),
            np.repeat(posed.wanted[None], count, axis=0), np.zeros(count, dtype=int),
        )  # fmt: skip


@pytest.fixture(scope="session")
def toys() -> Toys:
    return Toys()
