"""Estimation at the posterior mode: what was put in is found, priors hold where data are silent."""

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.observed_system import with_covariance
from tinbergen.engine.linear.solution import equilibrium, shock_covariance
from tinbergen.model.dynare.writer import write_mod

START = Period.parse("1960Q1")
#: A demand curve and a Phillips curve that look ahead, a rule; kappa's prior is all that is known.
MODEL = """var y pi i n; varexo e u v w; parameters beta sigma phi rho idle;
beta = .6; sigma = .15; phi = 1.6; rho = .7; idle = 1;
model(linear);
y = .5*y(-1) + .4*y(+1) - sigma*(i - pi(+1)) + e;
pi = beta*pi(-1) + (1 - beta)*pi(+1) + .1*y + u;
i = rho*i(-1) + (1 - rho)*phi*pi + v;
n = .2*n(-1) + idle*w;
end;
shocks; var e; stderr .5; var u; stderr .3; var v; stderr .2; var w; stderr 1; end;
varobs y pi i;
"""
BLOCK = """estimated_params;
beta, .5, 0, 1; sigma, .1, gamma_pdf, .2, .1; phi, 1.3, normal_pdf, 1.5, .5;
rho, .5, beta_pdf, .5, .2; idle, normal_pdf, 1, .3;
stderr e, 1, inv_gamma_pdf, .5, Inf; stderr u, .5; stderr v, .5; corr e, u, 0;
end;
"""
TRUE = {"beta": 0.6, "sigma": 0.15, "phi": 1.6, "rho": 0.7, "stderr e": 0.5, "stderr u": 0.3,
        "stderr v": 0.2, "corr e, u": 0.0}  # fmt: skip


@pytest.fixture(scope="module")
def data() -> Dataset:
    solved = equilibrium(tb.parse(MODEL))
    rng = np.random.default_rng(8)
    shocks = rng.normal(size=(400, 4)) * np.sqrt(np.diag(solved.covariance))
    state, states = np.zeros(len(solved.model.endogenous)), []
    for shock in shocks:
        state = solved.ghx @ state[solved.solution.incidence.states] + solved.ghu @ shock
        states.append(state)
    names = solved.model.endogenous
    return Dataset.of(START, dict(zip(names, np.array(states).T, strict=True)))


@pytest.fixture(scope="module")
def fit(data):
    return tb.estimate_mode(tb.parse(MODEL + BLOCK), data)


def test_what_was_put_in_is_found(fit) -> None:
    table = fit.to_frame()
    for name, value in TRUE.items():
        assert abs(table.loc[name, "mode"] - value) < 2.5 * table.loc[name, "se"], name
    assert (table["se"].drop("idle") < 0.4).all()
    # Data that do not know of a parameter leave its prior as it is.
    assert fit.unmoved == ("idle",)
    assert table.loc["idle", ["mode", "se"]].tolist() == pytest.approx([1, 0.3], rel=1e-4)
    assert table.loc["rho", "learned"] > 0.9
    assert "priors alone decide on idle" in fit.summary()
    assert "仅由先验决定" in fit.summary("zh")


def test_it_is_the_mode(fit, data) -> None:
    """No parameter moved by a little gives a higher posterior, and curvature is second order."""
    from tinbergen.engine.estimate.observed_system import ObservedSystem
    from tinbergen.engine.estimate.posterior import Posterior
    from tinbergen.engine.estimate.posterior_mode import estimated_lines

    model = tb.parse(MODEL + BLOCK)
    seen = np.column_stack([data[n] for n in ("y", "pi", "i")])
    system = ObservedSystem(model, dict.fromkeys(("y", "pi", "i"), 0.0))
    posterior = Posterior(system, estimated_lines(model), seen, 0)

    def height(x):
        return posterior.log_likelihoods([x])[0] + posterior.log_prior(x)

    top = height(fit.mode)
    assert top == pytest.approx(fit.loglik + fit.log_prior, abs=1e-9)
    precision = np.linalg.inv(fit.covariance)
    for k, se in enumerate(fit.standard_errors.tolist()):
        step = 0.1 * se * (np.arange(len(fit.mode)) == k)
        fall = 2 * top - height(fit.mode + step) - height(fit.mode - step)
        assert abs(height(fit.mode + step) - height(fit.mode - step)) < 0.1 * fall
        assert fall == pytest.approx((0.1 * se) ** 2 * precision[k, k], rel=0.02)


def test_the_information_is_near_the_hessian(fit, data) -> None:
    quick = tb.estimate_mode(tb.parse(MODEL + BLOCK), data, hessian=False)
    np.testing.assert_allclose(quick.mode, fit.mode, atol=1e-6)
    np.testing.assert_allclose(quick.standard_errors, fit.standard_errors, rtol=0.3)
    assert (quick.curvature, fit.curvature) == ("information", "hessian")


def test_the_model_carries_the_estimates(fit) -> None:
    table = fit.to_frame()["mode"]
    again = tb.parse(write_mod(fit.model))
    assert again.values["beta"] == pytest.approx(table["beta"])
    deviations = np.sqrt(np.diag(shock_covariance(again)))
    assert deviations[:3] == pytest.approx(table[["stderr e", "stderr u", "stderr v"]].to_numpy())
    correlation = shock_covariance(again)[0, 1] / deviations[0] / deviations[1]
    assert correlation == pytest.approx(table["corr e, u"])


def test_periods_left_out_do_not_count(data) -> None:
    """A wild quarter moves the estimates unless it is left out."""
    wild = np.array(data["y"])[:160]
    wild[80:82] = [-30, 25]
    short = data.window(START, START + 159)
    model = tb.parse(MODEL + BLOCK)
    plain = tb.estimate_mode(model, short, hessian=False, omit=["1980Q1:1980Q2"])
    found = tb.estimate_mode(model, short.assign(y=wild), hessian=False, omit=["1980Q1:1980Q2"])
    np.testing.assert_allclose(found.mode, plain.mode, atol=1e-6)
    moved = tb.estimate_mode(model, short.assign(y=wild), hessian=False)
    assert moved.to_frame().loc["stderr e", "mode"] > 2 * plain.to_frame().loc["stderr e", "mode"]


def test_a_sample_is_cut_to_the_data(data) -> None:
    """Years without data are not filtered, and the mode is that of all data."""
    model = tb.parse(MODEL + "estimated_params; beta, .5, 0, 1; end;")
    fit = tb.estimate_mode(model, data, sample=("0001Q1", "9999Q4"))
    whole = tb.estimate_mode(model, data)
    assert fit.sample == data.span
    np.testing.assert_array_equal(fit.mode, whole.mode)


def test_data_before_the_sample_only_start_the_filter(data) -> None:
    model = tb.parse("var y; varexo e; parameters a; a = .5; model(linear); y = a*y(-1) + e; end;"
                     "shocks; var e; stderr 1; end; varobs y;"
                     "estimated_params; a, .5, -1, 1; stderr e, 1; end;")  # fmt: skip
    fit = tb.estimate_mode(model, data, sample=("1970Q1", "1989Q4"))
    y = data.window(Period.parse("1969Q4"), Period.parse("1989Q4"))["y"]
    a = float(y[1:] @ y[:-1] / (y[:-1] @ y[:-1]))
    rest = y[1:] - a * y[:-1]
    assert fit.mode == pytest.approx([a, np.sqrt(np.mean(rest**2))], rel=1e-4)


def test_measurement_errors_and_models_that_are_not_linear() -> None:
    """exp of an autoregression, observed with error: solved anew at each point."""
    rng = np.random.default_rng(5)
    x = np.zeros(150)
    for t in range(1, 150):
        x[t] = 0.8 * x[t - 1] + 0.1 * rng.normal()
    seen = Dataset.of(START, {"k": 1 + x + 0.05 * rng.normal(size=150)})
    model = tb.parse("var k; varexo e; parameters a; a = .5; model; log(k) = a*log(k(-1)) + e;"
                     "end; initval; k = 1; end; shocks; var e; stderr .1; end;"
                     "estimated_params; a, .5, 0, 1; stderr e, .1; stderr k, .02; end;")  # fmt: skip
    fit = tb.estimate_mode(model, seen, observed={"k": 0.02}, hessian=False)
    assert (np.abs(fit.mode - [0.8, 0.1, 0.05]) < 2.5 * fit.standard_errors).all()
    assert fit.observed["k"] == pytest.approx(fit.mode[2])


def test_a_covariance_takes_the_place_of_the_blocks() -> None:
    model = tb.parse(MODEL)
    wanted = np.diag([1.0, 4.0, 0.0, 9.0])
    wanted[0, 1] = wanted[1, 0] = 0.5
    np.testing.assert_allclose(shock_covariance(with_covariance(model, wanted)), wanted, atol=1e-14)


@pytest.mark.parametrize(
    "block, options, code",
    [
        ("", {}, "S044"),
        ("estimated_params; beta, 3, 3, 4; end;", {}, "S041"),
        ("estimated_params; beta, 2, 3, 4; end;", {}, "S046"),
        ("estimated_params; beta, 2, beta_pdf, .5, .1; end;", {}, "S046"),
        ("estimated_params; phi, .2; end;", {}, "S043"),
        ("estimated_params; beta, .5, 0, 1; end;", {"sample": "1960Q1"}, "S045"),
        ("estimated_params; beta, .5, 0, 1; end;", {"observed": ["z"]}, "D002"),
        ("estimated_params; beta, beta_pdf, .5, .6; end;", {}, "S040"),
    ],
)
def test_faults(data, block, options, code) -> None:
    with pytest.raises(TinbergenError, match=code):
        tb.estimate_mode(tb.parse(MODEL + block), data, **options)


def test_a_variable_that_the_model_does_not_have(data) -> None:
    with pytest.raises(TinbergenError, match="E004"):
        tb.estimate_mode(tb.parse(MODEL + BLOCK), data.assign(q=data["y"]), observed=["q"])
