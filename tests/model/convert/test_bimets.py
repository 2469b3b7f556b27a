"""MDL to model files and back."""

import re
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.backward import track
from tinbergen.model.convert.bimets import convert_bimets
from tinbergen.model.convert.mdlwriter import write_bimets
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load
from tinbergen.model.model import Model

KLEIN = """MODEL

COMMENT> Consumption
BEHAVIORAL> cn
TSRANGE 1925 1 1941 1
EQ> cn =  a1 + a2*p + a3*TSLAG(p,1) + a4*(w1+w2)
COEFF> a1 a2 a3 a4

$ Investment with restrictions
BEHAVIORAL> i TSRANGE 1923 1 1941 1
EQ> i = b1 + b2*p + b3*TSLAG(p)
        + b4*TSLAG(k,1)
COEFF> b1 b2 b3 b4
RESTRICT> b2 + b3 = 1
b4 = -0.1

COMMENT> Demand for labour with a distributed lag
BEHAVIORAL> w1
EQ> w1 = c1 + c2*(y+t-w2) + c3*TSLAG(y+t-w2,1)+c4*time
COEFF> c1 c2 c3 c4
PDL> c3 1 3 F
RESTRICT> LAG(c3,1) = 0.1

IDENTITY> y
EQ> y = cn + i + g - t

IDENTITY> p
EQ> LOG(p) = LOG(y - (w1+w2))

IDENTITY> k
EQ> k = TSLAG(k,1) + i
IF> i > 0
IDENTITY> k
EQ> k = TSLAG(k,1)
IF> i <= 0

END
"""

#: Fault -> code, the text replaced and the one put there.
FAULTS = {
    "autoregression": ("M074", "PDL> c3 1 3 F", "ERROR> AUTO(2)"),
    "one_condition": ("M074", "IDENTITY> k\nEQ> k = TSLAG(k,1)\nIF> i <= 0\n", ""),
    "overlapping_conditions": ("M074", "IF> i <= 0", "IF> i < 0"),
    "unknown_keyword": ("M074", "PDL> c3 1 3 F", "VECM> c3"),
    "distributed_lag_too_short": ("M075", "PDL> c3 1 3 F", "PDL> c3 3 3"),
    "distributed_lag_of_nothing": ("M075", "PDL> c3 1 3 F", "PDL> c9 1 3"),
    "no_equation": ("M075", "EQ> y = cn + i + g - t\n", ""),
    "other_variable": ("M075", "EQ> y = cn", "EQ> x = cn"),
    "unknown_mdl_function": ("M066", "LOG(y - (w1+w2))", "LN(y - (w1+w2))"),
    "lag_by_a_name": ("M067", "TSLAG(y+t-w2,1)", "TSLAG(y+t-w2,g)"),
    "open_parenthesis": ("M065", "a4*(w1+w2)", "a4*(w1+w2"),
    "no_comparison": ("M065", "IF> i > 0", "IF> i"),
    "mdl_name": ("M072", "BEHAVIORAL> w1\nEQ> w1 =", "BEHAVIORAL> end\nEQ> end ="),
}  # fmt: skip


def write(text: str, folder: Path) -> Path:
    path = folder / "klein.mdl"
    path.write_text(text)
    return path


@pytest.fixture
def klein(tmp_path: Path) -> str:
    return convert_bimets(write(KLEIN, tmp_path))


@pytest.mark.parametrize("kind", FAULTS)
def test_faults(kind, tmp_path, monkeypatch, golden) -> None:
    code, old, new = FAULTS[kind]
    assert KLEIN.count(old) == 1
    monkeypatch.chdir(tmp_path)
    write(KLEIN.replace(old, new), tmp_path)
    with pytest.raises(TinbergenError) as caught:
        convert_bimets("klein.mdl")
    assert caught.value.code == code
    text = "\n\n".join(caught.value.render(lang) for lang in ("en", "zh")) + "\n"
    assert not re.search(r"\{\w+\}", text), "a placeholder is not filled"
    golden(f"convert_mdl_{kind}.txt", text)


def test_text_without_equations(tmp_path: Path) -> None:
    with pytest.raises(TinbergenError) as caught:
        convert_bimets(write("MODEL\nEND\n", tmp_path))
    assert caught.value.code == "M063"


def test_model_file(klein: str, golden) -> None:
    golden("convert_klein.mod", klein)


def test_the_file_is_read(klein: str) -> None:
    model = parse(klein)
    assert model.endogenous == ("cn", "i", "w1", "y", "p", "k")
    assert set(model.exogenous) == {"w2", "t", "g", "time"}
    assert [e.behavioural for e in model.equations] == [True] * 3 + [False] * 3
    assert model.lags == (3, 0)
    restrictions = [len(e.restrictions) for e in model.equations[:3]]
    # b2 + b3, b4; the second difference of c3's lags, the farthest and LAG(c3, 1).
    assert restrictions == [0, 2, 3]
    assert model.equation("cn").tags["sample"] == "1925 1 1941 1"


def residuals(model: Model, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    names = sorted((*model.endogenous, *model.exogenous))
    data = {name: rng.uniform(1, 2, 40) * (3 if name.lower() == "y" else 1) for name in names}
    dataset = Dataset.of("1920", data)
    valued = model.with_values({p: 0.1 + 0.2 * k for k, p in enumerate(sorted(model.parameters))})
    found = track(valued, dataset, (dataset.span.start + 4).to(dataset.span.end))
    return {name: found[name] for name in found}


def test_identities_under_conditions(klein: str) -> None:
    model = parse(klein)
    text = klein.replace("k = (i > 0)*(k(-1) + i) + (1 - (i > 0))*k(-1);", "k = k(-1) + max(i, 0);")
    assert text != klein
    np.testing.assert_allclose(residuals(model)["k"], residuals(parse(text))["k"])


@pytest.mark.parametrize(
    ("mdl", "model_language"),
    [
        ("TSLAG(x)", "x(-1)"),
        ("TSLAG(x*z,2)", "x(-2)*z(-2)"),
        ("TSLEAD(x,1)", "x(+1)"),
        ("TSDELTA(x)", "diff(x)"),
        ("TSDELTA(x,4)", "x - x(-4)"),
        ("TSDELTA(x,1,2)", "diff(diff(x))"),
        ("TSDELTALOG(x)", "diff(log(x))"),
        ("TSDELTAP(x,4)", "100*(x/x(-4) - 1)"),
        ("MAVE(x,2)", "(x + x(-1))/2"),
        ("MOVSUM(x,2)", "x + x(-1)"),
        ("EXP(LOG(ABS(x)))", "exp(log(abs(x)))"),
    ],
)
def test_functions(mdl: str, model_language: str, tmp_path: Path) -> None:
    text = convert_bimets(write(f"MODEL\nIDENTITY> y\nEQ> y = {mdl}\nEND\n", tmp_path))
    assert f"\ny = {model_language};\n" in text


@pytest.mark.parametrize("source", ["klein", "klein1"])
def test_there_and_back(source: str, klein: str, tmp_path: Path) -> None:
    model = parse(klein) if source == "klein" else load("klein1")
    back = parse(convert_bimets(write(write_bimets(model), tmp_path)))
    assert back.endogenous == model.endogenous
    assert [e.behavioural for e in back.equations] == [e.behavioural for e in model.equations]
    variables = [e.name for e in back.equations]
    before, after = residuals(model), residuals(back)
    for equation, name in zip(model.equations, variables, strict=True):
        np.testing.assert_allclose(after[name], before[equation.name], atol=1e-12)


def test_mdl_text(golden) -> None:
    golden("convert_klein1.mdl", write_bimets(load("klein1")))


def identity(right: str, left: str = "x") -> str:
    declared = "var x y; varexo z; parameters a; a = -0.5;"
    model = parse(f"{declared} model; {left} = {right}; y = 0.1*z; end;")
    return write_bimets(model).split("\n\n")[1]


@pytest.mark.parametrize(
    ("left", "right", "mdl"),
    [
        ("x", "a*z", "EQ> x = -0.5*z"),
        ("diff(x)", "sqrt(z)", "EQ> TSDELTA(x) = z^0.5"),
        ("diff(log(x))", "z(-1)", "EQ> TSDELTALOG(x) = TSLAG(z, 1)"),
        ("log(x) - z", "y", "EQ> LOG(x) = y + z"),
        ("x", "max(z, 0)", "EQ> x = z\nIF> z >= 0\nIDENTITY> x\nEQ> x = 0\nIF> z < 0"),
    ],
)
def test_identities_in_mdl(left: str, right: str, mdl: str) -> None:
    assert identity(right, left) == f"IDENTITY> x\n{mdl}"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x*z", "1"),
        ("2*x", "1"),
        ("0", "x - z"),
        ("x", "1 + z*(z > 0)"),
        ("x", "sin(z)"),
        ("x", "y + max(z, y*y)*2"),
    ],
)
def test_what_mdl_can_not_say(left: str, right: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        identity(right, left)
    assert caught.value.code == "M076"


def test_behavioural_equations_must_be_linear_in_their_coefficients() -> None:
    text = "var x; varexo z; parameters a b; model; [estimate='ols'] x = a + exp(b*z); end;"
    with pytest.raises(TinbergenError) as caught:
        write_bimets(parse(text))
    assert caught.value.code == "M076"


def test_identities_need_the_values_of_their_parameters() -> None:
    with pytest.raises(TinbergenError) as caught:
        write_bimets(parse("var x; varexo z; parameters a; model; x = a*z; end;"))
    assert caught.value.code == "M006"
