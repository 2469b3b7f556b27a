"""The likelihood of many points at once: statsmodels' filter gives the same."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.linear.kalman import information, innovations, state_space
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.linear.tracking import smooth
from tinbergen.model.dynare.parser import parse, parse_file

QPM = Path(__file__).parents[2] / "reference" / "models" / "qpm.mod"
TREND = """var y c m d; varexo e u w z; parameters a; a = .8;
model(linear); y = m + c; c = a*c(-1) + e + .3*u; m = m(-1) + d(-1) + u; d = .9*d(-1) + w + z;
end; shocks; var e; stderr 1; var u; stderr .5; var w; stderr .1; corr e, u = .3; end;"""


def space(solved, errors):
    names = solved.model.endogenous
    law = solved.solution.rule.observed([names.index(n) for n in errors])
    rest = np.array([solved.steady.values[n] for n in errors])
    return state_space(law, solved.covariance, np.array(list(errors.values())), rest)


@pytest.mark.parametrize(
    "model, errors, first",
    [
        (parse_file(QPM), {"pi": 0.1, "rs": 0.0, "z": 0.2}, 0),
        (parse(TREND), {"y": 0.3, "c": 1.0}, 1),
    ],
)
def test_statsmodels_gives_the_same(model, errors, first) -> None:
    """A stationary model and one with a unit root, values missing here and there.

    Where a unit root starts, the first density depends on the scale of the states.
    """
    solved = equilibrium(model)
    seen = np.random.default_rng(1).normal(size=(80, len(errors))).cumsum(axis=0) / 4
    seen[[3, 40, 41], 0] = np.nan
    seen[60:63] = np.nan
    data = Dataset.of(Period.parse("1990Q1"), dict(zip(errors, seen.T, strict=True)))
    expected = smooth(solved, data, errors).loglikelihood
    found = innovations([space(solved, errors)], seen)
    logs = found.logs[:, 0]
    np.testing.assert_allclose(logs[first:], expected[first:], atol=1e-8, rtol=1e-8)
    assert np.all(found.logs[60:63] == 0)


def test_a_batch_is_its_parts() -> None:
    errors = {"y": 0.1, "c": 0.1}
    models = [parse(TREND), parse(TREND, values={"a": 0.5})]
    spaces = [space(equilibrium(m), errors) for m in models]
    seen = np.random.default_rng(2).normal(size=(40, 2))
    both = innovations(spaces, seen).logs
    for k, one in enumerate(spaces):
        np.testing.assert_allclose(both[:, k], innovations([one], seen).logs[:, 0], rtol=1e-10)
    assert abs(both[:, 0].sum() - both[:, 1].sum()) > 0.01


def test_no_variance_is_no_density() -> None:
    """Two observables and one shock without measurement errors."""
    model = parse("var x y; varexo e; model(linear); x = .5*x(-1) + e; y = 2*x; end;"
                  "shocks; var e; stderr 1; end;")  # fmt: skip
    found = innovations([space(equilibrium(model), {"x": 0.0, "y": 0.0})], np.ones((5, 2)))
    assert np.isnan(found.logs[:, 0]).all()


def test_the_score_of_an_autoregression() -> None:
    """x = a x(-1) + e: score and information by a and the deviation s, from their formulas."""
    x = np.random.default_rng(4).normal(size=60).cumsum() / 3
    a, s, h = 0.8, 1.5, 1e-6

    def at(a, s):
        model = parse(f"var x; varexo e; model(linear); x = {a!r}*x(-1) + e; end;"
                      f"shocks; var e; stderr {s!r}; end;")  # fmt: skip
        return space(equilibrium(model), {"x": 0.0})

    found = innovations([at(a, s), at(a + h, s), at(a, s + h)], x[:, None])
    scores, known = information(found, np.array([h, h]), first=1)
    v = x[1:] - a * x[:-1]
    np.testing.assert_allclose(scores[:, 0], v * x[:-1] / s**2, atol=1e-5)
    np.testing.assert_allclose(scores[:, 1], v**2 / s**3 - 1 / s, atol=1e-5)
    expected = np.diag([(x[:-1] ** 2).sum() / s**2, 2 * 59 / s**2])
    np.testing.assert_allclose(known, expected, atol=1e-3, rtol=1e-4)
