"""stoch_simul, forecast, check and model_diagnostics as a file asks for them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError, catalogue
from tinbergen.dynare.forecasting import ModelForecast
from tinbergen.dynare.run import run
from tinbergen.dynare.state import Session
from tinbergen.engine.linear.linear_model import DecisionRule
from tinbergen.engine.linear.responses import historical_decomposition, simulate
from tinbergen.engine.linear.stoch_simul import StochSimul
from tinbergen.model.dynare.parser import parse

MODEL = """\
var y x;
varexo e u;
model{kind};
y = 0.5*y(-1) + e + 0.2*x(-2);
x = 0.9*x(-1) + u;
end;
shocks; var e; stderr 0.1; var u = 0.04; corr e, u = 0.3; end;
"""
LEVELS = """\
var c k z;
varexo e;
model;
1/c = 0.99/c(+1)*(0.33*z(+1)*k^(-0.67) + 0.975);
c + k = z*k(-1)^0.33 + 0.975*k(-1);
log(z) = 0.95*log(z(-1)) + e;
end;
initval; c = 2.3; k = 28; z = 1; end;
shocks; var e; stderr 0.007; end;
"""


def carried_out(commands: str, kind: str = "(linear)") -> Session:
    return run(parse(MODEL.replace("{kind}", kind) + commands))


def report(commands: str, kind: str = "(linear)") -> StochSimul:
    found = carried_out(commands, kind).answers[-1]
    assert isinstance(found.result, StochSimul), found.error
    return found.result


def test_what_is_not_asked_for_is_not_there() -> None:
    found = report("stoch_simul(nocorr, nodecomposition, ar=0, irf=0) x;").report()
    assert found["variables"] == ["x"]
    assert found["covariance"] == {"x": {"x": pytest.approx(0.04 / (1 - 0.81))}}
    for name in ("correlation", "variance_decomposition", "autocorrelation", "skewness"):
        assert found[name] is None
    assert found["responses"] == {}
    assert report("stoch_simul(nomoments, irf=2);").report()["moments"] is None


def test_responses_are_to_the_shocks_asked_for() -> None:
    found = report("stoch_simul(irf=3, irf_shocks=(e), aim_solver, dr=cycle_reduction) y;").report()
    assert list(found["responses"]) == ["e"]
    # The first shock moves the correlated second one at once, which moves y three periods later.
    assert found["responses"]["e"]["y"] == pytest.approx([0.1, 0.05, 0.025 + 0.2 * 0.3 * 0.2])
    assert found["passed_over"] == ["aim_solver", "dr=cycle_reduction"]
    relative = report("stoch_simul(irf=1, relative_irf) y;").irfs
    assert relative["e"][0, 0] == pytest.approx(100)


def test_simulated_moments_say_whose_draws_they_are() -> None:
    commands = "set_dynare_seed(7);\nstoch_simul(periods=40000, irf=0, ar=1);"
    session = carried_out(commands)
    assert [n.code for n in session.notices] == ["E056"]
    assert session.notices[0].facts["seed"] == 7
    drawn, exact = report(commands), report("stoch_simul(irf=0, ar=1);")
    assert drawn.simulation is not None
    assert drawn.simulation.shape == (40000, 2)
    np.testing.assert_allclose(drawn.second, exact.second, rtol=0.1)
    np.testing.assert_allclose(drawn.autocorrelation, exact.autocorrelation, rtol=0.1)
    assert drawn.kurtosis == pytest.approx([0, 0], abs=0.1)
    assert drawn.report() == report(commands).report()


@pytest.mark.parametrize(
    "option", ["hp_filter=1600", "one_sided_hp_filter=1600", "bandpass_filter=[6,32]"]
)
def test_filtered_draws(option: str) -> None:
    found = report(f"stoch_simul(periods=5000, irf=0, {option});")
    raw = report("stoch_simul(periods=5000, irf=0);")
    assert found.second is not None
    assert raw.second is not None
    assert (np.diagonal(found.second) < np.diagonal(raw.second)).all()


@pytest.mark.parametrize("order", [2, 3])
def test_of_higher_orders_the_first_is_given(order: int) -> None:
    session = run(parse(LEVELS + f"stoch_simul(order={order});"))
    assert [n.code for n in session.notices] == ["E054"]
    assert session.answers[0].error is None
    for kind in ("", "(linear)"):
        assert carried_out(f"stoch_simul(order={order});", kind).notices == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("one_sided_hp_filter=1600", "E051"),
        ("hp_filter=1600, bandpass_filter", "E052"),
        ("irf=many", "E053"),
        ("ar=-1", "E053"),
        ("bandpass_filter=[32,6]", "E053"),
        ("conditional_variance_decomposition=[0 4]", "E053"),
        ("periods=105", "E055"),
        ("irf_shocks=(f)", "E017"),
        ("partial_information", "E016"),
    ],
)
def test_options_that_cannot_be(options: str, code: str) -> None:
    answer = carried_out(f"stoch_simul({options});").answers[-1]
    assert answer.error is not None
    assert answer.error.code == code
    for lang in ("en", "zh"):
        assert "{" not in answer.error.render(lang)


def test_unknown_options_and_variables() -> None:
    session = carried_out("stoch_simul(hp_fitler=1600);")
    assert [(n.code, n.hint) for n in session.notices] == [("E057", "hp_filter")]
    answer = carried_out("stoch_simul(irf=0) yy;").answers[-1]
    assert answer.error is not None
    assert answer.error.code == "M004"


def test_loglinear() -> None:
    session = run(parse(LEVELS + "stoch_simul(order=1, irf=0);\nstoch_simul(order=1, loglinear);"))
    levels, logs = (a.result for a in session.answers)
    steady = np.array([levels.steady.values[n] for n in levels.model.endogenous])
    states = steady[levels.solution.rule.states]
    np.testing.assert_allclose(logs.ghx, levels.ghx * states / steady[:, None])
    np.testing.assert_allclose(logs.ghu, levels.ghu / steady[:, None])
    assert logs.steady.values["k"] == pytest.approx(np.log(steady[1]))
    assert logs.mean == pytest.approx(np.log(steady[:3]))
    refused = carried_out("stoch_simul(order=1, loglinear);").answers[-1].error
    assert refused is not None
    assert refused.code == "E050"


def test_forecast_errors_are_those_of_the_rule() -> None:
    """Variances of the error are sums over the responses of squares, also a period ahead."""
    session = carried_out("stoch_simul(irf=9);\nforecast(periods=9, conf_sig=0.8) y;")
    found, ahead = (a.result for a in session.answers)
    assert isinstance(ahead, ModelForecast)
    squares = sum(paths[:, 0] ** 2 for paths in found.irfs.values())
    width = (ahead.upper - ahead.lower)[:, 0] / 2
    np.testing.assert_allclose(width, 1.2815515655446004 * np.sqrt(np.cumsum(squares)))
    wrong = carried_out("forecast(conf_sig=2);").answers[-1].error
    assert wrong is not None
    assert wrong.code == "E053"


def test_forecast_starts_from_history() -> None:
    history = "histval; y(0) = 1; x(0) = 2; x(-1) = 3; end;\n"
    ahead = carried_out(history + "forecast(periods=2);").answers[-1].result
    np.testing.assert_allclose(ahead.mean, [[0.5 + 0.6, 1.8], [0.55 + 0.4, 1.62]])


def test_check_counts_roots() -> None:
    found = run(parse(LEVELS + "check;")).answers[-1].result
    assert (found["explosive"], found["forward"]) == (2, 2)


def test_model_diagnostics_names_what_is_not_independent() -> None:
    twice = "var a b c;\nvarexo e;\nmodel;\na + b = e;\n2*a + 2*b = e;\nc = 0.5*c(-1);\nend;\n"
    found = run(parse(twice + "model_diagnostics;")).answers[-1].result
    told = {p.code: p.facts.get("names", "") for p in found.problems}
    assert told["E059"] == "a, b"
    assert "c" not in told["E060"].split(", ")
    walk = "var y;\nvarexo e;\nmodel;\ny(+1) = y(-1) + e;\nend;\nmodel_diagnostics;"
    assert "E058" in [p.code for p in run(parse(walk)).answers[-1].result.problems]
    assert carried_out("model_diagnostics;").answers[-1].result.problems == ()


@given(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 12), st.integers(0, 2**32 - 1)
)  # fmt: skip
def test_contributions_sum_to_the_path(k: int, m: int, periods: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = k + 1
    rule = DecisionRule(rng.normal(size=(n, k)), rng.normal(size=(n, m)), np.arange(k))
    shocks, start = rng.normal(size=(periods, m)), rng.normal(size=k)
    path = simulate(rule, shocks, start)
    parts = historical_decomposition(rule, shocks, start)
    size = np.abs(parts.shocks).sum() + np.abs(parts.initial).sum()
    np.testing.assert_allclose(parts.total, path, atol=1e-12 * size)


@pytest.mark.parametrize("code", [f"E0{k}" for k in range(50, 62)])
def test_messages_are_whole(code: str) -> None:
    entry = catalogue()[code]
    for lang in ("en", "zh"):
        assert all(entry[lang][part] for part in ("title", "cause", "fix"))
    assert TinbergenError(code).code == code
