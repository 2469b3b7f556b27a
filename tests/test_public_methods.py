"""Methods through their public names: what they take, what they give, how they look."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb

US = tb.us_macrodata().to_frame()


def test_monte_carlo_takes_standard_deviations() -> None:
    kept = tb.monte_carlo(
        "klein1", "klein1", "1921:1930", {"consumption": 1.0, "G": 0.5}, replicas=64, seed=3,
        variables="C, X",
    )  # fmt: skip
    covariance = np.diag([1.0, 0.25])
    same = tb.monte_carlo(
        tb.load_model("klein1"), tb.library_data("klein1"), tb.Span.parse("1921:1930"),
        tb.Normal(("consumption", "G"), covariance), replicas=64, seed=3, variables=["C", "X"],
        executor="in_line",
    )  # fmt: skip
    np.testing.assert_array_equal(kept["C"], same["C"])
    assert kept.to_frame().shape[0] == 10
    assert len(kept.plot().charts) == 2
    with pytest.raises(tb.UsageError, match="disturbances"):
        tb.monte_carlo("klein1", "klein1", "1921:1930", 1.0)  # type: ignore[arg-type]


def test_monte_carlo_of_a_rule_needs_no_data() -> None:
    ahead = tb.parse("var x; varexo e; parameters a; a = 0.5; model; x = a*x(-1) + e; end;")
    runs = tb.monte_carlo_rule(ahead, "2001:2200", {"e": 1.0}, replicas=40, seed=1)
    assert runs["x"][:, 50:].std() == pytest.approx(1 / np.sqrt(0.75), rel=0.05)
    rows = tb.Bootstrap(("e",), np.ones((3, 1)))
    with pytest.raises(tb.UsageError, match="disturbances"):
        tb.monte_carlo_rule(ahead, "2001:2010", rows)  # type: ignore[arg-type]


def test_linear_quadratic_control_is_the_scalar_rule() -> None:
    """x = .9 x(-1) + u, loss x² + u², one period: u = -.45 x(-1)."""
    rule = tb.linear_quadratic([[0.9]], [[1.0]], None, [[1.0]], [[1.0]], [[0.0]], None, [2.0])
    assert rule.gain[0, 0, 0] == pytest.approx(-0.45)
    assert rule.to_frame().loc[1].tolist() == pytest.approx([0.9, -0.9])


@pytest.mark.parametrize(
    ("code", "family", "change"),
    [
        ("C011", tb.UsageError, {"Q": [[1.0, 2.0]]}),
        ("C011", tb.UsageError, {"wanted": [0.0]}),
        ("C011", tb.UsageError, {"start": [1.0, 2.0]}),
        ("E089", tb.SolveError, {"B": [[0.0]], "R": [[0.0]]}),
    ],
)
def test_linear_quadratic_control_refuses_what_does_not_fit(
    code: str, family: type[Exception], change: dict[str, list[float]]
) -> None:
    given = {
        "A": [[0.9]], "B": [[1.0]], "c": None, "Q": [[1.0]], "R": [[1.0]], "wanted": [[0.0]],
        "desired": None, "start": [2.0],
    }  # fmt: skip
    with pytest.raises(tb.TinbergenError) as fault:
        tb.linear_quadratic(**(given | change))  # type: ignore[arg-type]
    assert fault.value.code == code
    assert isinstance(fault.value, family)


def test_recessions_of_the_united_states_are_dated() -> None:
    """Peaks and troughs of GDP near those of the NBER."""
    found = tb.turning_points(US["GDP"])
    assert {"1973Q4", "1980Q1", "1981Q3", "1990Q2"} <= {str(p) for p in found.dates["peak"]}
    frame = found.to_frame()
    assert frame.index.freqstr.startswith("Q")
    assert set(frame["kind"]) == {"peak", "trough"}
    assert "1981" in found.plot().svg("en")
    plain = tb.turning_points(US["GDP"].to_numpy(), 4)
    assert plain.peaks == found.peaks
    assert plain.to_frame().index.name == "position"
    assert plain.plot().svg("zh").startswith("<svg")
    with pytest.raises(tb.DataError, match="F053"):
        tb.turning_points(US["GDP"].to_numpy())


@pytest.mark.parametrize("kind", ["shewhart", "ewma", "cusum"])
def test_control_charts_find_a_shift_and_say_when(kind: str) -> None:
    noise = np.random.default_rng(5).normal(size=60)
    noise[40:] += 4
    dates = pd.period_range("2001Q1", periods=60, freq="Q")
    chart = tb.control_chart(pd.Series(noise, dates), kind)  # type: ignore[arg-type]
    alarms = chart.to_frame()["alarm"]
    assert str(alarms.idxmax()) in ("2011Q1", "2011Q2", "2011Q3")
    assert "2010" in chart.plot().svg("en")
    plain = tb.control_chart(noise, kind)  # type: ignore[arg-type]
    np.testing.assert_array_equal(plain.alarm, chart.alarm)
    assert plain.plot().svg("zh").startswith("<svg")


def test_a_control_chart_is_set_by_its_run_length() -> None:
    chart = tb.control_chart(np.zeros(10), "cusum", run_length=200)
    assert chart.run_length == pytest.approx(200, rel=1e-4)
    with pytest.raises(tb.DataError) as fault:
        tb.control_chart(np.zeros(10), "cusm")  # type: ignore[arg-type]
    assert (fault.value.code, fault.value.hint) == ("F058", "cusum")


def test_a_structural_decomposition_has_a_table() -> None:
    before, after = ([[2.0]], [[3.0]]), ([[3.0]], [[5.0]])
    frame = tb.structural_decomposition(before, after, ["intensity | 强度", "demand"]).to_frame()
    assert frame.index.tolist() == ["intensity", "demand"]
    assert frame["part"].tolist() == pytest.approx([4.0, 5.0])
    assert frame["part"].sum() == pytest.approx(9.0)


def test_tariffs_in_a_world_of_sectors() -> None:
    """Two alike countries, one sector: who taxes imports a little gains, the other loses."""
    world = tb.sectoral_world([[[4.0, 1.0], [1.0, 4.0]]], 4.0, value_added=[[1.0, 1.0]],
                              countries=["home", "abroad"])  # fmt: skip
    found = tb.sectoral_counterfactual(world, tariffs=[[[0.0, 0.0], [0.1, 0.0]]])
    assert found.of("home") > 0 > found.of("abroad")
    assert found.to_frame().index.tolist() == ["home", "abroad"]


def test_models_are_written_as_texts() -> None:
    fit = tb.estimate("klein1", "klein1", method="ols", sample="1921:1941")
    again = tb.parse(tb.write_mod(fit))
    assert again.values == pytest.approx(fit.model.values)
    assert tb.write_bimets("klein1").startswith("MODEL")


def test_only_results_with_a_picture_offer_one() -> None:
    fit = tb.estimate("klein1", "klein1", method="ols", sample="1921:1941")
    assert "plot" in dir(fit)
    assert len(fit.plot().charts) == 3
    assert "plot" in dir(tb.library_data("klein1"))
    rule = tb.linear_quadratic([[0.9]], [[1.0]], None, [[1.0]], [[1.0]], [[0.0]], None, [2.0])
    assert "plot" not in dir(rule)
    assert "to_frame" in dir(rule)
