"""Public functions take what people have, and refuse the rest in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb
from tinbergen.model import library

KLEIN = tb.library_data("klein1")
FRAME = KLEIN.to_frame()
US = tb.us_macrodata().to_frame()
YEARS = tb.Span.parse("1921:1941")


def test_models_have_names_paths_and_carriers(tmp_path: Path) -> None:
    path = tmp_path / "mine.mod"
    path.write_text(library.text_of("klein1"), encoding="utf-8")
    fit = tb.estimate("klein1", FRAME, method="2sls", sample="1921:1941")
    wanted = tb.simulate(fit.model, KLEIN, YEARS)["C"]
    for model in (fit, fit.model):
        np.testing.assert_array_equal(tb.simulate(model, FRAME, "1921:1941")["C"], wanted)
    again = tb.estimate(path, "klein1", method="2sls", sample=("1921", "1941"))
    assert again.model.values == fit.model.values


def test_the_whole_way_on_frames() -> None:
    fit = tb.estimate("klein1", FRAME, method="3sls", sample="1921:1941")
    residuals = tb.track(fit, FRAME, "1921:1941")
    run = tb.simulate(fit, FRAME, "1921:1941", residuals=residuals.to_frame())
    np.testing.assert_allclose(run["C"], FRAME["C"].iloc[1:], rtol=1e-9)
    hit = tb.target(fit, FRAME, "1940:1941", {"X": [80, 95]}, "G")
    np.testing.assert_allclose(hit.simulation["X"], [80, 95])
    effects = tb.sensitivities(fit, run, "X", "G")
    assert effects.shape == (21, 1, 21, 1)
    drawn = np.random.default_rng(1).normal(size=(50, 21))
    runs = tb.ensemble(fit, FRAME, "1921:1941", {"consumption": drawn}, variables="C, X")
    assert runs.variables == ("C", "X")


def test_a_regression_takes_a_frame_a_path_and_a_text(tmp_path: Path) -> None:
    file = tmp_path / "us.csv"
    US.to_csv(file)
    wanted = tb.regress(tb.us_macrodata(), "C", ["YD", "r(-1)"], first="1961Q1", last="2008Q3")
    for data in (US, file, "us_macrodata"):
        found = tb.regress(data, y="C", x="YD, r(-1)", sample="1961Q1:2008Q3")
        np.testing.assert_allclose(found.coef, wanted.coef, rtol=1e-12)


def test_a_regression_speaks_as_statsmodels_does() -> None:
    import statsmodels.api as sm

    fit = tb.regress(US, y="C", x=["YD", "r"])
    peer = sm.OLS(US["C"], sm.add_constant(US[["YD", "r"]])).fit()
    for name in ("params", "bse", "tvalues", "pvalues"):
        pd.testing.assert_series_equal(
            getattr(fit, name), getattr(peer, name), check_names=False, rtol=1e-6
        )
    assert fit.rsquared == pytest.approx(peer.rsquared)
    assert fit.rsquared_adj == pytest.approx(peer.rsquared_adj)
    assert (fit.nobs, fit.df_resid) == (peer.nobs, peer.df_resid)
    np.testing.assert_allclose(fit.conf_int(0.9), peer.conf_int(0.1), rtol=1e-6)
    np.testing.assert_allclose(fit.conf_int(), peer.conf_int(), rtol=1e-6)
    np.testing.assert_allclose(fit.resid, peer.resid, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(fit.fittedvalues, fit.fitted)
    new = US.tail(8) * 1.01
    np.testing.assert_allclose(
        fit.predict(new), peer.predict(sm.add_constant(new[["YD", "r"]])), rtol=1e-9
    )
    assert fit.predict(new).index.equals(new.index)


def test_a_regression_predicts_with_lags_and_draws_itself() -> None:
    fit = tb.regress(US.drop(US.index[50]), y="dlog(C)", x="dlog(YD), dlog(C)(-1)")
    ahead = fit.predict(US)
    assert ahead.isna().sum() == 2
    np.testing.assert_allclose(ahead[fit.resid.index], fit.fitted, rtol=1e-9)
    upper, _ = fit.plot().charts
    assert np.isnan(upper.series()[0].values).sum() > 0
    assert "actual" in fit.plot().svg("en")
    assert "残差" in fit.plot().svg("zh")


def test_a_forecast_takes_its_dates_from_pandas() -> None:
    dated = tb.forecast_series(US["GDP"], candidates=["theta"])
    plain = tb.forecast_series(US["GDP"].to_numpy(), 4, 8, candidates=["theta"])
    np.testing.assert_array_equal(dated.point, plain.point)
    assert str(dated.to_frame().index[0]) == "2009Q4"
    assert plain.to_frame().index.name == "ahead"
    assert "2010" in dated.plot().svg("en")
    late = tb.forecast_series(US["INFL"], horizon=2, candidates=["theta"])
    assert len(late.point) == 2
    assert len(tb.forecast_series([1.0, 2.0, 4.0, 3.0, 5.0, 6.0], horizon=3).point) == 3


def test_six_series_have_six_colours() -> None:
    picture = KLEIN.select(["C", "I", "P", "X", "K", "Wp"]).plot().svg("en")
    assert all(f'class="s{tone}"' in picture for tone in range(1, 7))


@pytest.mark.parametrize(
    ("family", "code", "call"),
    [
        (tb.UsageError, "C010", lambda: tb.simulate(3, KLEIN, YEARS)),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.simulate("klein1", [1.0], YEARS)),  # type: ignore[arg-type]
        (tb.UsageError, "C008", lambda: tb.simulate("klein1", KLEIN, "1921-1941")),
        (tb.UsageError, "C009", lambda: tb.track("klein1", KLEIN, "1941:1921")),
        (tb.UsageError, "C001", lambda: tb.estimate("klein1", KLEIN, sample="1921:194")),
        (tb.UsageError, "C010", lambda: tb.sensitivities("klein1", KLEIN, "C", "G")),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.forecast_series("GDP")),
        (tb.UsageError, "C010", lambda: tb.regress(None, "C", "YD")),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.load_case(5)),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.load_model(["klein1"])),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.read_table(5)),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.parse(None)),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.write_report(None, "out")),  # type: ignore[arg-type]
        (tb.ModelError, "M019", lambda: tb.estimate("klein", KLEIN)),
        (tb.DataError, "D069", lambda: tb.estimate("klein1", "klein")),
        (tb.DataError, "D002", lambda: tb.regress(US, "C", "income")),
        (tb.DataError, "F011", lambda: tb.forecast_series(US)),
    ],
)
def test_wrong_arguments_are_told_in_words(
    family: type[Exception], code: str, call: Callable[[], Any]
) -> None:
    with pytest.raises(tb.TinbergenError) as fault:
        call()
    assert fault.value.code == code
    assert isinstance(fault.value, family)


def test_a_case_runs_on_a_frame() -> None:
    eight = US[["GDP", "C", "I", "G_gov", "T", "r", "P", "U"]]
    wanted = tb.design("us-2008", alternatives=False)
    for data in (eight, tb.us_macrodata(), eight.rename(columns={"U": "unemployment"})):
        plan = tb.design(tb.load_case("us-2008", data=data), alternatives=False)
        assert plan.loss == pytest.approx(wanted.loss)
        for own, other in zip(plan.instruments, wanted.instruments, strict=True):
            # A frame may add up what follows from the columns in another order.
            np.testing.assert_allclose(own.values, other.values, atol=1e-8)
    case = tb.case_from(eight, "2008Q3")
    assert case.name == "data"
    assert str(case.as_of) == "2008Q3"
    assert tb.diagnose(case).findings


def test_a_case_with_columns_of_its_own_runs_on_a_frame(tmp_path: Path) -> None:
    model = "var y; varexo g e; parameters a; a = 0.5; model; [name='y'] y = a*y(-1) + g; end;"
    (tmp_path / "small.mod").write_text(model, encoding="utf-8")
    said = "{en: it, zh: 它}"
    (tmp_path / "small.yaml").write_text(
        f"name: small\ntitle: {said}\ndata: {{source: nowhere.csv, columns: own}}\nas_of: 2010\n"
        "model: small.mod\nhorizon: 2\ndraws: 50\nuncertainty: {disturbances: {y: 1.0}}\n"
        "exogenous: {g: {rule: constant, value: 1}, e: {rule: constant, value: 0}}\n"
        f"instruments: [{{name: g, title: {said}, unit: {said}, lower: 0, upper: 9, cost: 0.1}}]\n"
        f"targets: [{{variable: y, title: {said}, unit: {said}, desired: 4}}]\n"
        "diagnosis: []\nalternatives: []\ntrip_wires: {variables: [y]}\n",
        encoding="utf-8",
    )
    years = pd.period_range("2000", "2010", freq="Y")
    frame = pd.DataFrame({"y": np.arange(11.0), "g": 1.0, "e": 0.0}, index=years)
    data = tb.Dataset.from_frame(frame, titles={"y": "Output"}, units={"y": "bn"}, source="mine")
    seen = tb.assess(tb.load_case(tmp_path / "small.yaml", data=data)).data
    assert seen["y"][-1] == 10.0
    assert (seen.titles["y"].en, seen.units["y"].en, seen.source.en) == ("Output", "bn", "mine")
    plain = tb.load_case(tmp_path / "small.yaml", data=frame)
    assert plain.source.en == "DataFrame"


def test_decisions_are_said_in_frames_and_show_themselves() -> None:
    plan = tb.design("us-2008", alternatives=False)
    adopted = tb.adopt(plan, by="the government", settings=pd.DataFrame({"r": [1.5, 0.5]}))
    assert adopted == tb.adopt(plan, by="the government", settings={"r": [1.5, 0.5]})
    assert "the government adopted the plan plan-" in repr(adopted)
    assert "1.5" in adopted.summary("zh")
    assert "it adopted the plan plan-" in repr(tb.adopt(plan, by="it"))
    assert adopted._repr_html_().strip().startswith("<")


@pytest.mark.parametrize(
    ("family", "code", "call"),
    [
        (tb.UsageError, "C010", lambda: tb.diagnose(3)),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.design(US)),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.adopt("plan", by="me")),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.monitor("us-2008", "plan.json")),  # type: ignore[arg-type]
        (tb.UsageError, "C010", lambda: tb.load_case("us-2008", data=3)),  # type: ignore[arg-type]
        (tb.CaseError, "L012", lambda: tb.assess("us-2009")),
        (tb.DataError, "D057", lambda: tb.load_case("us-2008", data=US[["GDP"]])),
        (tb.DataError, "D010", lambda: tb.case_from("nowhere.csv")),
    ],
)
def test_the_loop_tells_wrong_arguments_in_words(
    family: type[Exception], code: str, call: Callable[[], Any]
) -> None:
    with pytest.raises(tb.TinbergenError) as fault:
        call()
    assert fault.value.code == code
    assert isinstance(fault.value, family)
