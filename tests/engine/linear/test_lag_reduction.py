"""Models without what only remembers: the same solution, whatever follows from it, and errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear import lag_reduction as memory
from tinbergen.engine.linear.diagnosis import blanchard_kahn
from tinbergen.engine.linear.first_order import solve
from tinbergen.engine.linear.lag_reduction import reduce_lags
from tinbergen.engine.linear.linear_model import Incidence, Jacobian, Labels
from tinbergen.engine.linear.logs import in_logs
from tinbergen.engine.linear.moments import moments
from tinbergen.engine.linear.responses import impulse_responses, simulate
from tinbergen.engine.linear.solution import Equilibrium, equilibrium
from tinbergen.model.dynare.parser import parse

SHOCKS = "shocks; var e; stderr 1; var u; stderr 0.5; end;"


def sticky(longest: int, share: float = 0.3, feedback: float = 1.5) -> str:
    """Prices set on information up to ``longest`` periods old; demand looks ahead."""
    terms = " + ".join(
        f"{share}*(1-{share})^{j}*EXPECTATION({-j})(p + 0.3*y)" for j in range(1, longest + 1)
    )
    return (
        "var y p i a; varexo e u; model; "
        f"p = {share}*(p + 0.3*y) + {terms} + 0.02*p(-2); "
        f"y = y(+1) - 0.5*(i - p(+1) + p) + 0.1*a(-4) + 0.01*y(+3); "
        f"i = {feedback}*(p - p(-1)) + 0.2*y + u; a = 0.8*a(-1) + e; end; {SHOCKS}"
    )


def both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Equilibrium, Equilibrium]:
    """Solved as a whole, and without what only remembers."""
    model = parse(text)
    whole = equilibrium(model)
    monkeypatch.setattr(memory, "_MANY", 1)
    return whole, equilibrium(model)


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> tuple[Equilibrium, Equilibrium]:
    return both(sticky(9), monkeypatch)


def test_the_rule_is_the_whole_models(pair: tuple[Equilibrium, Equilibrium]) -> None:
    whole, lean = pair
    compact = lean.solution.rule.compact
    assert whole.solution.rule.compact is None
    assert compact is not None
    assert len(compact.inner.states) < 0.5 * len(whole.states)
    assert lean.states == whole.states
    np.testing.assert_allclose(lean.ghx, whole.ghx, atol=1e-12)
    np.testing.assert_allclose(lean.ghu, whole.ghu, atol=1e-12)
    np.testing.assert_allclose(lean.solution.forward, whole.solution.forward, atol=1e-12)
    np.testing.assert_allclose(lean.variances(), whole.variances(), rtol=1e-9)


def test_roots_left_out_are_zero(pair: tuple[Equilibrium, Equilibrium]) -> None:
    whole, lean = (np.abs(each.eigenvalues) for each in pair)
    assert len(whole) == len(lean)
    assert (lean <= 1 + 1e-6).sum() == len(pair[0].states)
    # The whole model's zero roots come in chains, which rounding turns into circles around zero.
    np.testing.assert_allclose(*(r[(r > 0.75) & (r < 3)] for r in (whole, lean)), rtol=1e-6)


def test_what_is_observed_of_it_has_the_same_moments(
    pair: tuple[Equilibrium, Equilibrium],
) -> None:
    """Of variables that are another's past as of all others."""
    whole, lean = pair
    rows = np.arange(len(whole.ghx))[::-1]
    expected = moments(whole.solution.rule, whole.covariance, 3)
    found = moments(lean.solution.rule.observed(rows), lean.covariance, 3)
    np.testing.assert_allclose(found.covariance, expected.covariance[np.ix_(rows, rows)], atol=1e-9)
    np.testing.assert_allclose(
        found.autocovariances, expected.autocovariances[:, rows][:, :, rows], atol=1e-9
    )


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_paths_from_any_start_are_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    whole = equilibrium(parse(sticky(6)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "_MANY", 1)
        lean = equilibrium(parse(sticky(6)))
    rows = rng.permutation(len(whole.ghx))[:7]
    shocks, start = rng.standard_normal((20, 2)), rng.standard_normal(len(whole.states))
    unit = rng.uniform(0.5, 2.0, len(whole.ghx))
    logged = np.ones(len(unit), dtype=bool)
    one, other = (in_logs(each.solution.rule, unit, logged) for each in (whole, lean))
    seen = other.observed(rows)
    np.testing.assert_allclose(
        simulate(seen, shocks, seen.start(start)),
        simulate(one, shocks, start)[:, rows],
        atol=1e-9,
    )
    np.testing.assert_allclose(
        impulse_responses(seen, np.eye(2), 12), impulse_responses(one, np.eye(2), 12)[:, rows],
        atol=1e-10,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (sticky(8, feedback=0.5).replace("+ 0.2*y + u", "- 0.3*y + u"), "E031"),
        (sticky(8).replace("a = 0.8*a(-1)", "a = 1.3*a(-1)"), "E030"),
        (sticky(8).replace("a = 0.8*a(-1) + e", "p + y = y + p(-1) + e + p - p(-1)"), "E033"),
    ],
)
def test_errors_name_the_models_own_variables(
    text: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_MANY", 1)
    with pytest.raises(TinbergenError) as fault:
        equilibrium(parse(text))
    assert fault.value.code == code
    told = fault.value.render("en")
    assert "#" not in told
    if code == "E030":
        assert "a 1" in told or "a(-1)" in told


def test_a_chain_that_bites_its_tail_is_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """x_t = x_{t-4} by way of three that wait: a season, not a past."""
    monkeypatch.setattr(memory, "_MANY", 1)
    back = np.roll(np.eye(4), -1, axis=1)
    season = Jacobian.of(np.zeros((4, 4)), -np.eye(4), back, np.zeros((4, 1)))
    assert reduce_lags(season, season.incidence()) is None


def test_small_models_and_those_with_missing_derivatives_are_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = equilibrium(parse(sticky(9))).solution
    assert reduce_lags(found.jacobian, found.incidence) is None
    monkeypatch.setattr(memory, "_MANY", 1)
    assert reduce_lags(found.jacobian, found.incidence) is not None
    shocks = found.jacobian.shocks.copy()
    shocks[0, 0] = np.nan
    broken = Jacobian(found.jacobian.ahead, found.jacobian.now, found.jacobian.back, shocks)
    assert reduce_lags(broken, found.incidence) is None
    with pytest.raises(TinbergenError) as fault:
        solve(broken, found.incidence, labels=Labels())
    assert fault.value.code == "E034"


def test_the_diagnosis_counts_the_same(pair: tuple[Equilibrium, Equilibrium]) -> None:
    whole, lean = pair
    smaller = lean.solution.smaller
    assert smaller is not None
    kinds: Incidence = smaller.incidence
    one = blanchard_kahn(whole.solution.jacobian, whole.solution.incidence)
    other = blanchard_kahn(smaller.jacobian, kinds)
    assert (one.verdict, one.explosive, one.forward) == (
        other.verdict, other.explosive, other.forward)  # fmt: skip
