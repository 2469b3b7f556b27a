"""Klein's Model I as bimets 4.1.2 estimates, simulates and steers it (A. Luciani, R package).

The model is that of the package's vignette; the numbers were printed with all digits.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.sensitivity import multipliers, sensitivities
from tinbergen.engine.control.targeting import target
from tinbergen.engine.estimate.model_fit import estimate
from tinbergen.engine.simulate.backward import simulate
from tinbergen.engine.stochastic.ensemble import ensemble, normal_disturbances
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model

KLEIN = """
var cn i w1 y p k;
varexo g t w2 time;
parameters a1 a2 a3 a4 b1 b2 b3 b4 c1 c2 c3 c4;
model;
[name='cn', estimate='ols', instruments='{0}'] cn = a1 + a2*p + a3*p(-1) + a4*(w1 + w2);
[name='i', estimate='ols', instruments='{0}'] i = b1 + b2*p + b3*p(-1) + b4*k(-1);
[name='w1', estimate='ols', instruments='{0}']
w1 = c1 + c2*(y + t - w2) + c3*(y(-1) + t(-1) - w2(-1)) + c4*time;
y = cn + i + g - t;
p = y - (w1 + w2);
k = k(-1) + i;
end;
"""
INSTRUMENTS = "1 p(-1) k(-1) y(-1) time g t w2"
CLASSIC = "g t w2 time k(-1) p(-1) y(-1)+t(-1)-w2(-1)"
BEHAVIOURAL = ("cn", "i", "w1")
SAMPLE = Period.parse("1921").to(Period.parse("1941"))
LAST_TWO = Period.parse("1940").to(Period.parse("1941"))


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "reference" / "klein"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def data(folder: Path) -> Dataset:
    rows = rows_of(folder / "klein_data.csv")
    return Dataset.of(
        "1920",
        {n: [float("nan") if r[n] == "NA" else float(r[n]) for r in rows]
         for n in rows[0] if n != "year"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def coefficients(folder: Path) -> list[dict[str, str]]:
    return rows_of(folder / "klein_bimets_coef.csv")


@pytest.fixture(scope="module")
def model(coefficients: list[dict[str, str]]) -> Model:
    """At bimets' least-squares coefficients."""
    return parse(KLEIN.format(INSTRUMENTS)).with_values(
        {row["coef"]: float(row["ols"]) for row in coefficients}
    )


# -- estimation ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("method", "column"), [("ols", "ols"), ("2sls", "iv")])
def test_coefficients_and_standard_errors(
    data: Dataset, coefficients: list[dict[str, str]], method: str, column: str
) -> None:
    text = KLEIN.format(INSTRUMENTS)
    fit = estimate(parse(text), data, method=method, sample=SAMPLE, debiased=True)
    assert [name for _, name in fit.fit.coefficient_names] == [r["coef"] for r in coefficients]
    expected = np.array([[float(r[column]), float(r[f"{column}_se"])] for r in coefficients])
    errors = np.concatenate([e.standard_errors for e in fit.fit.equations.values()])
    np.testing.assert_allclose(fit.fit.coefficients, expected[:, 0], rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(errors, expected[:, 1], rtol=1e-8)


def test_statistics_of_the_equations(data: Dataset, coefficients: list[dict[str, str]]) -> None:
    fit = estimate(parse(KLEIN.format(INSTRUMENTS)), data, sample=SAMPLE)
    tests = fit.diagnostics()
    for name in BEHAVIOURAL:
        published = next(r for r in coefficients if r["eq"] == name)
        equation = fit.fit.equations[name]
        assert equation.r2 == pytest.approx(float(published["ols_r2"]), rel=1e-10)
        assert equation.ser == pytest.approx(float(published["ols_ser"]), rel=1e-10)
        statistic = tests[name]["durbin_watson"].statistic
        assert statistic == pytest.approx(float(published["ols_dw"]), rel=1e-10)


def test_the_classic_list_of_instruments(data: Dataset, folder: Path) -> None:
    rows = rows_of(folder / "klein_bimets_2sls_classic_instruments.csv")
    fit = estimate(parse(KLEIN.format(CLASSIC)), data, method="2sls", sample=SAMPLE, debiased=True)
    errors = np.concatenate([e.standard_errors for e in fit.fit.equations.values()])
    np.testing.assert_allclose(fit.fit.coefficients, [float(r["iv"]) for r in rows], rtol=1e-8)
    np.testing.assert_allclose(errors, [float(r["iv_se"]) for r in rows], rtol=1e-8)


# -- simulation ------------------------------------------------------------------------------------
def test_dynamic_simulation(model: Model, data: Dataset, folder: Path) -> None:
    run = simulate(model, data, SAMPLE)
    rows = rows_of(folder / "klein_bimets_dynamic_ols_1921_1941.csv")
    assert [int(r["year"]) for r in rows] == [p.year for p in SAMPLE]
    for name in model.endogenous:
        np.testing.assert_allclose(run[name], [float(r[name]) for r in rows], rtol=0, atol=1e-6)


def test_stochastic_replicas(
    model: Model, data: Dataset, folder: Path, coefficients: list[dict[str, str]]
) -> None:
    """bimets' means and standard deviations of 1,000 replicas lie within their Monte Carlo error.

    On a linear model both are known exactly: the mean is the path without disturbances, the
    variance a sum of squared multipliers. Our own draws must agree with that as well.
    """
    ser = {r["eq"]: float(r["ols_ser"]) for r in coefficients}
    base = simulate(model, data, SAMPLE)
    M = sensitivities(model, base, ("cn", "y"), BEHAVIOURAL)
    sd = np.sqrt(np.einsum("tosi,i->to", M**2, np.array([ser[n] ** 2 for n in BEHAVIOURAL])))
    mean = np.column_stack([base["cn"], base["y"]])
    rows = rows_of(folder / "klein_bimets_stoch1000_mean_sd.csv")
    replicas = 1000
    for k, name in enumerate(("cn", "y")):
        their_mean = np.array([float(r[f"{name}_mean"]) for r in rows])
        their_sd = np.array([float(r[f"{name}_sd"]) for r in rows])
        assert np.abs((their_mean - mean[:, k]) / sd[:, k]).max() < 4 / np.sqrt(replicas)
        assert np.abs(their_sd / sd[:, k] - 1).max() < 4 / np.sqrt(2 * replicas)

    draws = 20_000
    u = normal_disturbances(
        np.diag([ser[n] ** 2 for n in BEHAVIOURAL]), draws, SAMPLE.length, np.random.default_rng(1)
    )
    many = ensemble(
        model, data, SAMPLE, {n: u[:, :, i] for i, n in enumerate(BEHAVIOURAL)},
        variables=("cn", "y"),
    )  # fmt: skip
    assert many.failed == 0
    own_mean, own_sd = many.values.mean(axis=0), many.values.std(axis=0)
    assert np.abs((own_mean - mean) / sd).max() < 4 / np.sqrt(draws)
    assert np.abs(own_sd / sd - 1).max() < 4 / np.sqrt(2 * draws)


# -- multipliers -------------------------------------------------------------------------------------
def sweep(
    y: float, now: Mapping[str, float], last: Mapping[str, float], c: Mapping[str, float]
) -> dict[str, float]:
    """One pass of Gauss and Seidel through the equations, given a guess of y."""
    w1 = (
        c["c1"] + c["c2"] * (y + now["t"] - now["w2"])
        + c["c3"] * (last["y"] + last["t"] - last["w2"]) + c["c4"] * now["time"]
    )  # fmt: skip
    p = y - (w1 + now["w2"])
    cn = c["a1"] + c["a2"] * p + c["a3"] * last["p"] + c["a4"] * (w1 + now["w2"])
    i = c["b1"] + c["b2"] * p + c["b3"] * last["p"] + c["b4"] * last["k"]
    return {
        "w1": w1,
        "p": p,
        "cn": cn,
        "i": i,
        "y": cn + i + now["g"] - now["t"],
        "k": last["k"] + i,
    }


def gauss_seidel(
    data: Dataset, c: Mapping[str, float], changes: Mapping[tuple[str, int], float],
    sweeps: list[int] | None,
) -> tuple[np.ndarray, list[int]]:  # fmt: skip
    """(cn, y) in 1940 and 1941, and the sweeps made.

    Each year starts from the data's y and stops when y changes by less than 0.01 percent, or after
    the number of sweeps given.
    """
    last = {n: data.at(n, LAST_TWO.start - 1) for n in data}
    found, made = [], []
    for s, period in enumerate(LAST_TWO):
        now = {n: data.at(n, period) + changes.get((n, s), 0.0) for n in ("t", "w2", "g", "time")}
        y, count, arrived = data.at("y", period), 0, False
        while not arrived:
            values = sweep(y, now, last, c)
            count += 1
            small = abs(values["y"] - y) < 1e-4 * abs(y)
            arrived = small if sweeps is None else count == sweeps[s]
            y = values["y"]
        found += [values["cn"], values["y"]]
        made.append(count)
        last = {**now, **values}
    return np.array(found), made


def test_interim_multipliers(model: Model, data: Dataset, folder: Path) -> None:
    """Ours are exact; bimets' are those of an iteration stopped at its tolerance.

    Gauss-Seidel on the model's one feedback variable y shrinks an error by the factor g = 0.7269 a
    sweep. bimets starts base and shocked solutions alike, from the data, and stops both when y
    changes by less than 0.01 percent: after k = 10 sweeps in 1940, 19 in 1941. What it prints for
    1940 is therefore (1 - g^k) times the multiplier of y, 4 percent less than the exact one.
    The same iteration, stopped by the same rule, gives its numbers to 1e-6.
    """
    base = simulate(model, data, LAST_TWO)
    exact = multipliers(model, base, ("cn", "y"), ("w2", "g")).reshape(4, 4)

    # d(cn, i, w1, y, p, k) from A dx_t + B dx_{t-1} + F dz_t + H dz_{t-1} = 0.
    v = model.values
    names = list(model.endogenous)
    A, B = np.eye(6), np.zeros((6, 6))
    at = names.index
    A[at("cn"), at("p")], A[at("cn"), at("w1")], B[at("cn"), at("p")] = -v["a2"], -v["a4"], -v["a3"]
    A[at("i"), at("p")], B[at("i"), at("p")], B[at("i"), at("k")] = -v["b2"], -v["b3"], -v["b4"]
    A[at("w1"), at("y")], B[at("w1"), at("y")] = -v["c2"], -v["c3"]
    A[at("y"), at("cn")], A[at("y"), at("i")] = -1.0, -1.0
    A[at("p"), at("y")], A[at("p"), at("w1")] = -1.0, 1.0
    A[at("k"), at("i")], B[at("k"), at("k")] = -1.0, -1.0
    F, H = np.zeros((6, 2)), np.zeros((6, 2))
    F[at("cn"), 0], F[at("w1"), 0], F[at("p"), 0], F[at("y"), 1] = -v["a4"], v["c2"], 1.0, -1.0
    H[at("w1"), 0] = v["c3"]
    impact = -np.linalg.solve(A, F)
    interim = -np.linalg.solve(A, B @ impact + H)
    pick = [at("cn"), at("y")]
    structural = np.block([[impact[pick], np.zeros((2, 2))], [interim[pick], impact[pick]]])
    np.testing.assert_allclose(exact, structural, rtol=0, atol=1e-12)

    start, sweeps = gauss_seidel(data, v, {}, None)
    assert sweeps == [10, 19]
    columns = []
    for s in range(2):
        for name in ("w2", "g"):
            shocked, _ = gauss_seidel(data, v, {(name, s): 1.0}, sweeps)
            columns.append(shocked - start)
    truncated = np.column_stack(columns)
    rows = rows_of(folder / "klein_bimets_interim_multipliers.csv")
    assert [r[""] for r in rows] == ["cn_1", "y_1", "cn_2", "y_2"]
    published = np.array([[float(r[c]) for c in ("w2_1", "g_1", "w2_2", "g_2")] for r in rows])
    np.testing.assert_allclose(truncated, published, rtol=0, atol=1e-6)

    zero = dict.fromkeys(("t", "w2", "g", "time", "y", "p", "k"), 0.0)
    g = sweep(1.0, zero, zero, v)["y"] - sweep(0.0, zero, zero, v)["y"]
    assert g == pytest.approx(0.7269, abs=5e-5)
    np.testing.assert_allclose(published[1, :2], (1 - g ** sweeps[0]) * exact[1, :2], rtol=1e-6)
    converged = [gauss_seidel(data, v, {("g", 0): d}, [200, 200])[0] for d in (0.0, 1.0)]
    np.testing.assert_allclose(converged[1] - converged[0], exact[:, 1], rtol=1e-10)


# -- steering ----------------------------------------------------------------------------------------
def test_exact_targeting(model: Model, data: Dataset, folder: Path) -> None:
    """bimets' RENORM: which w2 and g make consumption 66 and 78, income 77 and 98."""
    wanted = {"cn": np.array([66.0, 78.0]), "y": np.array([77.0, 98.0])}
    found = target(model, data, LAST_TWO, wanted, ("w2", "g"))
    rows = rows_of(folder / "klein_bimets_renorm.csv")
    for name in ("w2", "g"):
        published = [float(r[name]) for r in rows]
        np.testing.assert_allclose(found.instruments[name], published, rtol=0, atol=1e-6)
        assert [float(r[f"{name}_orig"]) for r in rows] == [data.at(name, p) for p in LAST_TWO]


ADVANCED = """
var cn i w1 y p k;
varexo g t w2 time;
parameters a1 a2 a3 a4 rho1 rho2 b1 b2 b3 b4 c1 c2 c3 c4 c5;
a1 = 14.82685; a2 = 0.2589094; a3 = 0.01423821; a4 = 0.8390274;
rho1 = 0.2542111; rho2 = -0.05250591;
model;
[name='consumption']
cn = a1 + a2*p + a3*p(-1) + a4*(w1 + w2)
     + rho1*(cn(-1) - a1 - a2*p(-1) - a3*p(-2) - a4*(w1(-1) + w2(-1)))
     + rho2*(cn(-2) - a1 - a2*p(-2) - a3*p(-3) - a4*(w1(-2) + w2(-2)));
[name='investment', estimate='ols', restrictions='b2 + b3 = 1']
i = b1 + b2*p + b3*p(-1) + b4*k(-1);
[name='wages', estimate='ols']
w1 = c1 + c2*(y + t - w2) + c3*(y(-1) + t(-1) - w2(-1)) + c4*(y(-2) + t(-2) - w2(-2)) + c5*time;
y = cn + i + g - t;
p = y - (w1 + w2);
k = k(-1) + max(i, 0);
end;
"""


def test_optimal_control_of_the_advanced_model(data: Dataset, folder: Path) -> None:
    """bimets' OPTIMIZE: an add-factor a of consumption and spending g for 1942.

    The vignette's model: consumption with AR(2) errors, estimated by Cochrane and Orcutt's
    iteration (coefficients as the package's README prints them), investment with b2 + b3 = 1, wages
    with a distributed lag of degree 1 over two years, which leaves both lags free; capital grows by
    positive investment only; all over 1923-1940. Exogenous variables are carried to 1942: w2
    constant, t and time linearly. At the point that 10,000 random draws found, the README prints
    the objective 210.577; the table, computed at a looser tolerance, has 210.5755. The optimum lies
    in a corner, which draws seldom come near: a = 2, g = 25, with 217.35.
    """
    year = Span(Period.parse("1942"), 1)
    sample = Period.parse("1923").to(Period.parse("1940"))
    model = estimate(parse(ADVANCED), data, sample=sample).model
    longer = data.window(data.span.start, year.end)
    ahead = {"w2": 8.5, "t": 13.6, "time": 11.0, "g": 22.3}
    known = longer.assign(**{n: np.r_[data[n], v] for n, v in ahead.items()})

    def outcome(a: float, g: float) -> tuple[float, np.ndarray]:
        """The objective, and its derivatives by a and g."""
        run = simulate(
            model, known.assign(g=np.r_[data["g"], g]), year,
            residuals=Dataset.of("1942", {"consumption": [a]}),
        )  # fmt: skip
        cn, y = run["cn"][0], run["y"][0]
        value = (y - 110) + (cn - 90) * abs(cn - 90) - np.sqrt(g - 20)
        by = sensitivities(model, run, ("y", "cn"), ("consumption", "g"))[0, :, 0]
        slope = by[0] + 2 * abs(cn - 90) * by[1] - [0.0, 0.5 / np.sqrt(g - 20)]
        return float(value), slope

    (searched,) = rows_of(folder / "klein_bimets_optimize.csv")
    a, g = float(searched["cn_add"]), float(searched["g"])
    here, slope = outcome(a, g)
    assert here == pytest.approx(210.577, abs=1e-3)
    assert here == pytest.approx(float(searched["max"]), abs=2e-3)
    h = 1e-5
    differences = [
        (outcome(a + h, g)[0] - outcome(a - h, g)[0]) / (2 * h),
        (outcome(a, g + h)[0] - outcome(a, g - h)[0]) / (2 * h),
    ]
    np.testing.assert_allclose(slope, differences, rtol=1e-6)

    best = minimize(
        lambda x: (-outcome(*x)[0], -outcome(*x)[1]), [0.0, 22.0], jac=True, method="SLSQP",
        bounds=[(-5, 5), (20.0001, 25)],
        constraints=[
            {"type": "ineq", "fun": lambda x: 27 - x[1] - x[0] ** 2 / 2, "jac": lambda x: [-x[0], -1]},
            {"type": "ineq", "fun": lambda x: x[1] + x[0] - 17, "jac": lambda x: [1, 1]},
        ],
        options={"ftol": 1e-10},
    )  # fmt: skip
    # Both limits bind: spending at its ceiling, the add-factor as large as that leaves it.
    np.testing.assert_allclose(best.x, [2.0, 25.0], rtol=0, atol=1e-5)
    assert -best.fun > float(searched["max"])
    assert -best.fun == pytest.approx(217.354, abs=1e-2)
