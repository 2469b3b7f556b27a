"""Klein's Model I described in MDL: bimets' manual estimates it with a restriction and a lag.

Source: bimets 4.1.2 (R), reference manual, ESTIMATE: the extended Klein model, equations of
investment (b2 + b3 = 1) and of labour demand (Almon lag of degree 1 over three years); for the
plain model the coefficients that bimets 4.1.2 prints.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.model_fit import estimate
from tinbergen.model.convert.bimets import convert_bimets
from tinbergen.model.dynare.parser import parse

MODEL = """MODEL
BEHAVIORAL> cn
EQ> cn = a1 + a2*p + a3*TSLAG(p,1) + a4*(w1+w2)
COEFF> a1 a2 a3 a4
BEHAVIORAL> i
EQ> i = b1 + b2*p + b3*TSLAG(p,1) + b4*TSLAG(k,1)
COEFF> b1 b2 b3 b4
RESTRICT> b2 + b3 = 1
BEHAVIORAL> w1
EQ> w1 = c1 + c2*(y+t-w2) + c3*TSLAG(y+t-w2,1) + c4*time
COEFF> c1 c2 c3 c4
PDL> c3 1 3
IDENTITY> y
EQ> y = cn + i + g - t
IDENTITY> p
EQ> p = y - (w1+w2)
IDENTITY> k
EQ> k = TSLAG(k,1) + i
END
"""
PLAIN = MODEL.replace("RESTRICT> b2 + b3 = 1\n", "").replace("PDL> c3 1 3\n", "")


@pytest.fixture(scope="module")
def data(shared: Path) -> Dataset:
    with (shared / "reference" / "klein" / "klein_data.csv").open() as file:
        rows = list(csv.DictReader(file))
    series = {
        name: [float(row[name]) if row[name] != "NA" else np.nan for row in rows]
        for name in rows[0]
        if name != "year"
    }
    return Dataset.of(rows[0]["year"], series)


def coefficients(text: str, folder: Path, data: Dataset, first: str) -> dict[str, float]:
    path = folder / "klein.mdl"
    path.write_text(text)
    sample = Period.parse(first).to(Period.parse("1941"))
    return estimate(parse(convert_bimets(path)), data, sample=sample).model.values


def test_restriction(data: Dataset, tmp_path: Path) -> None:
    found = coefficients(MODEL, tmp_path, data, "1923")
    expected = {"b1": 2.868104, "b2": 0.5787626, "b3": 0.4212374, "b4": -0.09160307}
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=2e-6)


def test_distributed_lag(data: Dataset, tmp_path: Path) -> None:
    found = coefficients(MODEL, tmp_path, data, "1925")
    expected = {
        "c1": 1.12869024, "c2": 0.43987666, "c3": 0.10768118, "c3_lag_1": 0.05074557,
        "c3_lag_2": -0.00619005, "c4": 0.13682057,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=2e-8)


def test_plain_model(data: Dataset, tmp_path: Path, shared: Path) -> None:
    found = coefficients(PLAIN, tmp_path, data, "1921")
    with (shared / "reference" / "klein" / "klein_bimets_coef.csv").open() as file:
        for row in csv.DictReader(file):
            assert found[row["coef"]] == pytest.approx(float(row["ols"]), rel=1e-9)
