"""Klein's Model I, United States 1921-1941, as other programs and papers estimate it.

Sources: linearmodels 7.1, R systemfit 1.1-28 and gretl 2022c, which agree to all digits printed;
R bimets 4.1.2; for FIML Calzolari and Panattoni (Econometrica 56, 1988, p. 702) and TSP's
high-precision benchmark of their numbers.
"""

import csv
from importlib.resources import files

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.engine.estimate.fiml import JacobianTerm, affine_jacobian, fiml
from tinbergen.engine.estimate.system import equation_by_equation, three_stage_least_squares
from tinbergen.statistics.regression.diagnostics import durbin_watson
from tinbergen.statistics.regression.equation import EquationData
from tinbergen.statistics.regression.k_class import liml, ols, two_stage_least_squares

SAMPLE = Period.parse("1921").to(Period.parse("1941"))
NAMES = {
    "C": ("const", "P", "P(-1)", "W"),
    "I": ("const", "P", "P(-1)", "K(-1)"),
    "Wp": ("const", "X", "X(-1)", "A"),
}

#: Columns OLS, 2SLS, LIML, 3SLS, iterated 3SLS, FIML.
TABLE = np.array(
    [
        [16.2366, 16.5548, 17.1477, 16.4408, 16.5590, 18.3433],
        [0.1929, 0.0173, -0.2225, 0.1249, 0.1645, -0.2324],
        [0.0899, 0.2162, 0.3960, 0.1631, 0.1766, 0.3857],
        [0.7962, 0.8102, 0.8226, 0.7901, 0.7658, 0.8018],
        [10.1258, 20.2782, 22.5908, 28.1778, 42.8963, 27.2639],
        [0.4796, 0.1502, 0.0752, -0.0131, -0.3565, -0.8010],
        [0.3330, 0.6159, 0.6804, 0.7557, 1.0113, 1.0519],
        [-0.1118, -0.1578, -0.1683, -0.1948, -0.2602, -0.1481],
        [1.4970, 1.5003, 1.5262, 1.7972, 2.6248, 5.7943],
        [0.4395, 0.4389, 0.4339, 0.4005, 0.3748, 0.2341],
        [0.1461, 0.1467, 0.1513, 0.1813, 0.1937, 0.2847],
        [0.1302, 0.1304, 0.1316, 0.1497, 0.1679, 0.2348],
    ]
)


def read_columns(text: str) -> dict[str, np.ndarray]:
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    return {
        name: np.array(
            [float(row[name]) if row[name] not in ("", "NA") else np.nan for row in rows]
        )
        for name in rows[0]
    }


@pytest.fixture(scope="module")
def data() -> dict[str, np.ndarray]:
    table = files("tinbergen.model").joinpath("library", "klein1.csv")
    return read_columns(table.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def klein(data) -> list[EquationData]:
    now = {name: values[1:] for name, values in data.items()}
    last = {name: values[:-1] for name, values in data.items()}
    one = np.ones(21)
    Z = np.column_stack(
        [one, *(now[v] for v in ("G", "T", "Wg", "A")), *(last[v] for v in ("K", "P", "X"))]
    )
    regressors = {
        "C": [one, now["P"], last["P"], now["Wp"] + now["Wg"]],
        "I": [one, now["P"], last["P"], last["K"]],
        "Wp": [one, now["X"], last["X"], now["A"]],
    }
    return [
        EquationData(name, now[name], np.column_stack(X), Z, NAMES[name], sample=SAMPLE)
        for name, X in regressors.items()
    ]


@pytest.fixture(scope="module")
def determinant() -> JacobianTerm:
    """Derivatives of the residuals by (C, I, Wp), with P = C + I + G - T - Wp and X = C + I + G."""
    slopes = np.zeros((12, 3, 3))
    slopes[1, 0] = slopes[5, 1] = [-1, -1, 1]
    slopes[3, 0] = [0, 0, -1]
    slopes[9, 2] = [-1, -1, 0]
    return affine_jacobian(np.eye(3), slopes, 21)


@pytest.fixture(scope="module")
def fits(klein, determinant):
    return {
        "OLS": equation_by_equation(klein, "ols"),
        "2SLS": equation_by_equation(klein, "2sls"),
        "LIML": equation_by_equation(klein, "liml"),
        "3SLS": three_stage_least_squares(klein),
        "I3SLS": three_stage_least_squares(klein, iterate=True),
        "FIML": fiml(klein, determinant),
    }


def test_the_data_obey_the_identities(data) -> None:
    np.testing.assert_allclose(data["X"], data["C"] + data["I"] + data["G"], atol=1e-9)
    np.testing.assert_allclose(data["P"], data["X"] - data["T"] - data["Wp"], atol=1e-9)
    np.testing.assert_allclose(np.diff(data["K"]), data["I"][1:], atol=1e-9)
    np.testing.assert_array_equal(data["A"], data["year"] - 1931)


@pytest.mark.parametrize("column", range(6))
def test_coefficients_to_four_decimals(fits, column) -> None:
    fit = list(fits.values())[column]
    np.testing.assert_array_equal(np.round(fit.coefficients, 4), TABLE[:, column])


def test_quoted_standard_errors(klein, fits) -> None:
    assert fits["2SLS"].equations["C"].standard_errors[1] == pytest.approx(0.118049, abs=5e-7)
    assert fits["3SLS"].equations["C"].standard_errors[1] == pytest.approx(0.108129, abs=5e-7)
    gretl = two_stage_least_squares(klein[0], debiased=True)
    assert gretl.standard_errors[1] == pytest.approx(0.131205, abs=5e-7)


def test_liml_roots(klein) -> None:
    roots = [liml(equation).kappa for equation in klein]
    np.testing.assert_allclose(roots, [1.498746, 1.085953, 2.468583], atol=5e-7)


def test_fiml_equals_the_published_benchmark(klein, determinant, fits) -> None:
    """The first six coefficients in TSP's order a0, a2, a3, a1, b0, b1, to its digits."""
    fit = fits["FIML"]
    assert fit.loglik == pytest.approx(-83.3238, abs=5e-5)
    np.testing.assert_allclose(
        fit.coefficients[:6],
        [
            18.34327218344233,
            -0.2323887662328997,
            0.3856730901020590,
            0.8018443391624640,
            27.26386576310186,
            -0.8010060259538374,
        ],
        rtol=1e-7,
    )
    hessian = [
        4.625659300639248,
        0.5806206557263284,
        0.3017459570226678,
        0.0444945215159401,
        9.534605265457136,
        0.8401881666046065,
    ]
    outer = [
        12.87924571526443,
        1.930531045179115,
        1.083100147822362,
        0.0841774677755224,
        21.47193027065058,
        2.334490511501871,
    ]
    np.testing.assert_allclose(errors(fit)[:6], hessian, rtol=1e-6)
    other = fiml(klein, determinant, covariance="outer product")
    np.testing.assert_allclose(errors(other)[:6], outer, rtol=1e-6)


def errors(fit) -> np.ndarray:
    return np.sqrt(np.diagonal(fit.coefficient_covariance))


def test_every_digit_of_linearmodels(fits, shared) -> None:
    path = shared / "reference" / "klein" / "klein_estimators_linearmodels.csv"
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    column = {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name}
    for name, fit in fits.items():
        tolerance = {"I3SLS": 1e-5, "FIML": 1e-5}.get(name, 1e-9)
        np.testing.assert_allclose(fit.coefficients, column[name], rtol=tolerance)
        if f"{name}_se" in column:
            np.testing.assert_allclose(errors(fit), column[f"{name}_se"], rtol=1e-8)


def bimets_equations(shared, *, classic: bool) -> list[EquationData]:
    data = read_columns((shared / "reference" / "klein" / "klein_data.csv").read_text())
    now = {name: values[1:] for name, values in data.items()}
    last = {name: values[:-1] for name, values in data.items()}
    one = np.ones(21)
    product = {"now": now["y"] + now["t"] - now["w2"], "last": last["y"] + last["t"] - last["w2"]}
    output = product["last"] if classic else last["y"]
    others = (now["time"], now["g"], now["t"], now["w2"])
    Z = np.column_stack([one, last["p"], last["k"], output, *others])
    regressors = {
        "cn": [one, now["p"], last["p"], now["w1"] + now["w2"]],
        "i": [one, now["p"], last["p"], last["k"]],
        "w1": [one, product["now"], product["last"], now["time"]],
    }
    return [
        EquationData(name, now[name], np.column_stack(X), Z, ("1", "2", "3", "4"))
        for name, X in regressors.items()
    ]


def test_every_digit_of_bimets(shared) -> None:
    path = shared / "reference" / "klein" / "klein_bimets_coef.csv"
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for equation in bimets_equations(shared, classic=False):
        own = [row for row in rows if row["eq"] == equation.name]
        column = {
            name: np.array([float(row[name]) for row in own])
            for name in own[0]
            if name not in ("eq", "coef")
        }
        least = ols(equation)
        two_stage = two_stage_least_squares(equation, debiased=True)
        np.testing.assert_allclose(least.coefficients, column["ols"], rtol=1e-9)
        np.testing.assert_allclose(least.standard_errors, column["ols_se"], rtol=1e-9)
        np.testing.assert_allclose(two_stage.coefficients, column["iv"], rtol=1e-9)
        np.testing.assert_allclose(two_stage.standard_errors, column["iv_se"], rtol=1e-9)
        assert least.r2 == pytest.approx(column["ols_r2"][0], rel=1e-12)
        assert least.ser == pytest.approx(column["ols_ser"][0], rel=1e-12)
        watson = durbin_watson(least.residuals).statistic
        assert watson == pytest.approx(column["ols_dw"][0], rel=1e-11)
        assert watson == least.durbin_watson


def test_bimets_with_the_classic_instruments(shared) -> None:
    path = shared / "reference" / "klein" / "klein_bimets_2sls_classic_instruments.csv"
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for equation in bimets_equations(shared, classic=True):
        fit = two_stage_least_squares(equation, debiased=True)
        own = [row for row in rows if row["eq"] == equation.name]
        np.testing.assert_allclose(fit.coefficients, [float(r["iv"]) for r in own], rtol=1e-9)
        np.testing.assert_allclose(fit.standard_errors, [float(r["iv_se"]) for r in own], rtol=1e-9)
