"""Data laid out as rows, and back."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import compile_model
from tinbergen.model.dynare.parser import parse

MODEL = parse(
    "var c y s; varexo g; parameters a; a = 0.5; model; c = a*y(-2); y = c + g; s = y - c; end;"
)
START = Period.parse("2000Q1")
DATA = Dataset.of(
    START, {"y": [1.0, 2.0, np.nan, 4.0, np.nan], "c": [np.nan] * 5, "g": np.arange(5.0)},
    vintage="v", titles={"y": Text("income", "收入")}, source=Text("made", "自制"),
)  # fmt: skip
SPAN = Span(START + 2, 3)


def laid(**options: object) -> path.Workspace:
    return path.rows(MODEL, compile_model(MODEL), DATA, SPAN, **options)  # type: ignore[arg-type]


def test_rows_have_the_lags_before_the_span() -> None:
    rows = laid()
    columns = compile_model(MODEL).layout.columns
    assert rows.lags == 2
    assert rows.values.shape == (5, 4 + 3)
    np.testing.assert_array_equal(rows.values[:, columns["g"]], np.arange(5.0))
    assert rows.parameters.tolist() == [[0.5]]


def test_guesses_are_the_last_known_values_or_one_and_only_inside_the_span() -> None:
    rows = laid()
    columns = compile_model(MODEL).layout.columns
    np.testing.assert_array_equal(rows.values[:, columns["y"]], [1, 2, 2, 4, 4])
    np.testing.assert_array_equal(rows.values[:, columns["c"]], [np.nan, np.nan, 1, 1, 1])
    np.testing.assert_array_equal(rows.values[:, columns["s"]], [np.nan, np.nan, 1, 1, 1])


def test_residuals_are_laid_in_their_own_periods_and_gaps_are_zero() -> None:
    residuals = Dataset.of(START + 1, {"c": [9.0, np.nan, 3.0], "y": [9.0, 1.0, np.nan]})
    rows = laid(residuals=residuals)
    first = compile_model(MODEL).layout.first_residual
    np.testing.assert_array_equal(
        rows.values[:, first:], [[0, 0, 0], [0, 0, 0], [0, 1, 0], [3, 0, 0], [0, 0, 0]]
    )
    back = path.residual_dataset(MODEL, compile_model(MODEL).layout, rows)
    assert back.span == SPAN
    assert back["c"].tolist() == [0.0, 3.0, 0.0]


@pytest.mark.parametrize(
    ("need", "name", "period"), [("lags", "y", "2000Q3"), ("all", "s", "2000Q3")]
)
def test_what_must_be_known_is_said(need: str, name: str, period: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        laid(need=need)
    assert fault.value.code == "E002"
    assert (fault.value.facts["name"], str(fault.value.facts["period"])) == (name, period)


def test_one_lag_missing_before_the_span_is_found_at_its_date() -> None:
    data = DATA.assign(y=[np.nan, 2.0, 3.0, 4.0, 5.0])
    with pytest.raises(TinbergenError) as fault:
        path.rows(MODEL, compile_model(MODEL), data, SPAN)
    assert str(fault.value.facts["period"]) == "2000Q1"
    assert path.rows(MODEL, compile_model(MODEL), data, Span(START + 3, 2)).lags == 2


def test_a_series_that_is_missing_is_named_with_what_was_meant() -> None:
    with pytest.raises(TinbergenError) as fault:
        path.rows(MODEL, compile_model(MODEL), Dataset.of(START, {"G": [1.0], "y": [1.0]}), SPAN)
    assert (fault.value.facts["name"], fault.value.hint) == ("g", "G")


def test_a_path_goes_back_to_a_dataset_with_its_descriptions() -> None:
    rows = laid()
    data = path.dataset(MODEL, compile_model(MODEL).layout, rows, DATA)
    assert data.span == Span(START, 5)
    assert data.names == ("c", "y", "s", "g")
    assert (data.vintage, data.source, data.titles["y"]) == ("v", DATA.source, DATA.titles["y"])
    assert path.dataset(MODEL, compile_model(MODEL).layout, rows).vintage == ""


def test_only_exogenous_variables_are_inputs() -> None:
    path.check_exogenous(MODEL, "g")
    with pytest.raises(TinbergenError) as fault:
        path.check_exogenous(MODEL, "y")
    assert fault.value.code == "E004"
