"""A small model in the form of FRB/US becomes a model file, and its faults are told."""

import re
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.backward import track
from tinbergen.model.convert.frbus import convert_frbus
from tinbergen.model.dynare.parser import parse

BOMB = """<?xml version="1.0"?>
<!DOCTYPE model [
  <!ENTITY a "aaaaaaaaaaaaaaaaaaaa">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<model><name>&b;</name></model>
"""

#: Fault -> code, the text replaced in the small model and the one put there.
FAULTS = {
    "unclosed_tag": ("M060", "</mce_equation>", ""),
    "parenthesis_open": ("M065", "dlog(y(+1))", "dlog(y(+1)"),
    "parenthesis_closed": ("M065", "c + g + @recode", "(c + g)) + @recode"),
    "no_right_side": ("M065", "zy - zy_aerr = y_zy(1)*d(y(-1))/y(-1)", "zy - zy_aerr"),
    "stray_character": ("M065", "y_zy(1)*d(y(-1))/y(-1)", "y_zy(1)*d(y(-1))\\y(-1)"),
    "unknown_function": ("M066", "@recode((r)", "@recod((r)"),
    "lag_is_no_number": ("M066", "d(y(-1))/y(-1)", "d(y(-1))/y(k)"),
    "wrong_arguments": ("M067", "d(log(y), 0, 1)", "d(log(y), 0, c)"),
    "sign_and_power": ("M068", "c + g + @recode", "-c^2 + g + @recode"),
    "chained_power": ("M068", "c + g + @recode", "c^2^2 + g + @recode"),
    "no_value": ("M070", "<cf_value>.6</cf_value>", "<cf_value>?</cf_value>"),
    "missing_coefficient": ("M070", "y_zy(2)*dlog", "y_zy(3)*dlog"),
    "undeclared": ("M071", "c + g + @recode", "c + gov + @recode"),
    "name_of_a_function": ("M072", "<name>unused</name>", "<name>log</name>"),
    "missing_equation": ("M064", "<eviews_equation>y - y_aerr = c + g + "
                         "@recode((r)&gt;(rmin), r, rmin)</eviews_equation>", ""),
    "identity_without_equation": ("M064", "<name>unused</name>\n    <equation_type>Exogenous",
                                  "<name>unused</name>\n    <equation_type>Identity"),
}  # fmt: skip


def fault(path: Path, expectations: str = "mcap") -> TinbergenError:
    with pytest.raises(TinbergenError) as caught:
        convert_frbus(path, expectations)
    return caught.value


def spoken(said: TinbergenError) -> str:
    text = "\n\n".join(said.render(lang) for lang in ("en", "zh")) + "\n"
    assert not re.search(r"\{\w+\}", text), "a placeholder is not filled"
    return text


@pytest.mark.parametrize("kind", FAULTS)
def test_faults(kind, changed, golden) -> None:
    code, old, new = FAULTS[kind]
    # Second equations are read with "mcap", first ones with "var".
    path = changed(old, new)
    found = fault(path, "var" if "y(-1))/y" in old or "y(-1))\\y" in old else "mcap")
    assert found.code == code
    golden(f"convert_{kind}.txt", spoken(found))


@pytest.mark.parametrize(
    ("kind", "code", "content"),
    [
        ("not_xml", "M060", "dlog(c) = 0.5*dlog(y)\n"),
        ("empty", "M060", ""),
        ("entity_bomb", "M061", BOMB),
        ("other_xml", "M063", "<html><body/></html>"),
        ("too_deep", "C240", "<a>" * 100 + "</a>" * 100),
    ],
)
def test_files_of_another_kind(kind, code, content, write, golden) -> None:
    found = fault(write(content))
    assert found.code == code
    golden(f"convert_{kind}.txt", spoken(found))


def test_file_too_large(write) -> None:
    with limits.raised(file_bytes=100):
        assert fault(write()).code == "C240"


def test_no_file(tmp_path: Path) -> None:
    assert fault(tmp_path / "absent.xml").code == "C005"


def test_expectations_must_be_known(write, golden) -> None:
    found = fault(write(), "mcp")
    assert (found.code, found.hint) == ("M073", "mcap")
    golden("convert_expectations.txt", spoken(found))


def test_nested_too_deep(changed) -> None:
    deep = "(" * 80 + "c" + ")" * 80
    assert fault(changed("c + g + @recode", f"{deep} + g + @recode")).code == "M069"


def test_places_are_those_of_the_file(changed) -> None:
    """Also behind characters that XML writes as entities."""
    path = changed("r, rmin)</eviews", "r, rmin</eviews")
    found = fault(path)
    assert found.at is not None and found.at.line is not None and found.at.column is not None
    line = path.read_text().splitlines()[found.at.line - 1]
    assert line[found.at.column - 1 :] == "</eviews_equation>"


@pytest.mark.parametrize("expectations", ["var", "mcap"])
def test_model_file(write, golden, expectations: str) -> None:
    text = convert_frbus(write(), expectations)
    assert text == convert_frbus(write(), expectations)
    golden(f"convert_small_{expectations}.mod", text)


def test_the_file_is_read(write) -> None:
    model = parse(convert_frbus(write(), "mcap"))
    assert model.endogenous == ("c", "y", "zy")
    assert model.exogenous == ("g", "r", "rmin", "c_aerr", "y_aerr", "zy_aerr")
    assert model.values == {"y_c_1": 0.002, "y_c_2": 0.6, "y_zy_1": 0.9, "y_zy_2": 0.1}
    assert model.lags == (2, 1)
    assert model.titles["c"].en == "Consumption, the consumer’s share"
    assert [e.tags.get("stochastic") for e in model.equations] == ["IS", None, None]


def test_residuals_are_those_of_the_equations(write) -> None:
    """Computed by hand; the add-factor lowers the residual by its own size."""
    model = parse(convert_frbus(write()))
    rng = np.random.default_rng(0)
    names = (*model.endogenous, *model.exogenous)
    data = Dataset.of("2000Q1", {name: rng.uniform(1, 2, 12) for name in names})
    span = (data.span.start + 2).to(data.span.end)
    found = track(model, data, span)
    c, y, zy, g, r, rmin = (data[name] for name in names[:6])
    by_hand = {
        "c": np.diff(np.log(c))[1:] - 0.002 - 0.6 * np.diff(np.log(y))[1:]
        - 0.4 * np.diff(np.log(c))[:-1] + 0.01 * zy[2:],
        "y": (y - c - g - np.maximum(r, rmin))[2:],
        "zy": zy[2:] - 0.5 * np.diff(y)[:-1] / y[1:-1],
    }  # fmt: skip
    for name, residual in by_hand.items():
        np.testing.assert_allclose(found[name], residual - data[f"{name}_aerr"][2:], atol=1e-14)


def test_python_equations_when_there_are_no_others(write) -> None:
    text = convert_frbus(write())
    xml = Path("model.xml").read_text()
    first, last = xml.index("<eviews_equation>"), xml.index("<python_equation>")
    other = convert_frbus(write(xml[:first] + xml[last:]))
    assert "diff(log(c)) - c_aerr = y_c_1 + y_c_2*diff(log(y))" in text
    assert "log(c) - log(c(-1)) - c_aerr = y_c_1 + y_c_2*(log(y) - log(y(-1)))" in other
    assert parse(other).values == parse(text).values
