"""``tinbergen model``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.app import results_model
from tinbergen.core import serial
from tinbergen.core.period import Period
from tinbergen.data.sources import library_data, us_macrodata
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model import library

Ask = Callable[..., Any]
SPAN = Period.parse("1921").to(Period.parse("1941"))


def test_list(ask: Ask) -> None:
    found = serial.from_dict(results_model.ModelList, ask("model", "list", "--json").json)
    assert [m.name for m in found.models] == list(library.names())
    klein = next(m for m in found.models if m.name == "klein1")
    assert (klein.equations, klein.behavioural, klein.exogenous) == (6, 3, 4)
    assert (klein.first, klein.last) == ("1920", "1941")
    shown = ask("model", "list", "--lang", "zh").out
    assert "klein1" in shown
    assert "1920–1941" in shown


def test_check(ask: Ask) -> None:
    found = serial.from_dict(
        results_model.ModelCheck, ask("model", "check", "klein1", "--json").json
    )
    assert found.endogenous == ("C", "I", "Wp", "X", "P", "K")
    assert found.unvalued == ()
    assert (found.lags, found.leads) == (1, 0)
    assert sorted(v for block in found.blocks for v in block.variables) == sorted(found.endogenous)
    assert found.blocks[-1].variables == ("K",)
    assert "{C I Wp X P} → K" in ask("model", "check", "klein1").out


def test_check_tells_what_cannot_be_carried_out(ask: Ask, tmp_path: Path) -> None:
    text = (
        "var y;\nvarexo x;\nparameters a;\nmodel;\ny = a*y(+1) + x;\nend;\nstoch_simul(order=1);\n"
    )
    (tmp_path / "ahead.mod").write_text(text)
    found = serial.from_dict(
        results_model.ModelCheck, ask("model", "check", "ahead.mod", "--json").json
    )
    assert (found.leads, found.unvalued, found.ignored) == (1, ("a",), ("stoch_simul",))
    assert "looks ahead" in ask("model", "check", "ahead.mod").out


def test_estimates_are_the_engine_s(ask: Ask) -> None:
    words = ("model", "estimate", "klein1", "--sample", "1921:1941", "--method", "2SLS")
    given = ask(*words, "--json").json
    serial.from_dict(results_model.ModelEstimate, given)
    assert given["sample"] == ["1921", "1941"]
    # Greene, Econometric Analysis, table of Klein's Model I: two-stage least squares.
    a1 = given["equations"]["consumption"]["coefficients"]["a1"]
    assert a1["estimate"] == pytest.approx(0.0173, abs=5e-5)
    assert a1["se"] == pytest.approx(0.118, abs=5e-4)
    assert "16.5548" in ask(*words).out


def test_simulation_is_the_engine_s(ask: Ask) -> None:
    given = ask("model", "simulate", "klein1", "--start", "1921", "--end", "1941", "--json").json
    found = serial.from_dict(results_model.ModelSimulation, given)
    model, data = library.load("klein1"), library_data("klein1")
    path = simulate(model, data, SPAN)
    assert found.periods == tuple(SPAN.labels())
    for name in (*model.endogenous, *model.exogenous):
        assert found.simulated[name] == tuple(path[name])
        np.testing.assert_array_equal(found.baseline[name], data.window(SPAN.start, SPAN.end)[name])


def test_by_default_the_span_is_all_that_the_data_allow(ask: Ask) -> None:
    given = ask("model", "simulate", "klein1", "--json").json
    assert (given["periods"][0], given["periods"][-1]) == ("1921", "1941")
    given = ask("model", "simulate", "us_keynes", "--json").json
    assert given["periods"][-1] == str(us_macrodata().span.end)
    assert None not in given["simulated"]["GDP"]


def test_tracking_reproduces_the_data(ask: Ask) -> None:
    given = ask("model", "simulate", "klein1", "--track", "--json").json
    for name, values in given["baseline"].items():
        np.testing.assert_allclose(given["simulated"][name], values, atol=1e-7)


def test_settings_move_the_path_by_the_multiplier(ask: Ask) -> None:
    words = ("model", "simulate", "klein1", "--track", "--json")
    by_one = ask(*words, "--set", "G+=1").json
    by_two = ask(*words, "--set", "G+=1", "--set", "G+=1").json
    gap = {n: np.subtract(r["simulated"]["X"], r["baseline"]["X"])
           for n, r in (("one", by_one), ("two", by_two))}  # fmt: skip
    # The model is linear; its impact multiplier of government spending is 1.81 (Greene).
    np.testing.assert_allclose(gap["two"], 2 * gap["one"], atol=1e-7)
    assert gap["one"][0] == pytest.approx(1.81, abs=0.03)
    assert by_one["settings"] == ["G+=1"]
    np.testing.assert_allclose(by_one["simulated"]["G"], np.add(by_one["baseline"]["G"], 1))


def test_settings_of_levels_and_parameters(ask: Ask) -> None:
    given = ask("model", "simulate", "klein1", "--set", "G=10", "--set", "a3=0", "--json").json
    assert set(given["simulated"]["G"]) == {10.0}
    model = library.load("klein1").with_values({"a3": 0.0})
    data = library_data("klein1")
    level = np.where(np.arange(data.span.length) > 0, 10.0, data["G"])
    path = simulate(model, data.assign(G=level), SPAN)
    np.testing.assert_allclose(given["simulated"]["C"], path["C"])


def test_static_lags_are_the_data_s(ask: Ask) -> None:
    static = ask("model", "simulate", "klein1", "--static", "--json").json["simulated"]["C"]
    dynamic = ask("model", "simulate", "klein1", "--json").json["simulated"]["C"]
    assert static[0] == pytest.approx(dynamic[0])
    assert abs(static[-1] - dynamic[-1]) > 0.1


def test_a_file_of_one_s_own(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "own.mod").write_text("var y;\nvarexo x;\nmodel;\ny = 0.5*y(-1) + x;\nend;\n")
    (tmp_path / "own.csv").write_text("year,y,x\n2001,0,1\n2002,,1\n2003,,1\n")
    given = ask("model", "simulate", "own.mod", "--data", "own.csv", "--json").json
    assert given["simulated"]["y"] == [1.0, 1.5]
    assert given["baseline"]["y"] == [None, None]
    assert [note["code"] for note in given["advice"]]


def test_eight_columns_serve_a_built_in_model(ask: Ask, tmp_path: Path) -> None:
    data = us_macrodata()
    names = ("GDP", "C", "I", "G_gov", "T", "r", "P", "U")
    rows = [",".join(["quarter", *names])]
    for t, period in enumerate(data.span):
        rows.append(",".join([str(period), *(repr(float(data[n][t])) for n in names)]))
    (tmp_path / "us.csv").write_text("\n".join(rows))
    words = ("model", "simulate", "us_keynes", "--start", "2000Q1", "--end", "2005Q4", "--json")
    own, given = ask(*words), ask(*words, "--data", "us.csv")
    np.testing.assert_allclose(given.json["simulated"]["GDP"], own.json["simulated"]["GDP"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_simulation_shows(ask: Ask, golden: Callable[[str, str], None], lang: str) -> None:
    fit = ask("model", "simulate", "klein1", "--lang", lang).out
    gap = ask("model", "simulate", "klein1", "--end", "1925", "--track", "--set", "G+=1",
              "--lang", lang).out  # fmt: skip
    golden(f"simulate.{lang}.txt", fit + "\n" + gap)
