"""FRB/US: the numbers of pyfrbus 1.1.0, the Federal Reserve Board's own program.

Model and baseline are the Board's (model.xml, LONGBASE); the examples are those of pyfrbus: a
shock of 100 basis points to the policy rule, funds-rate thresholds, and five targets hit with five
add-factors. pyfrbus stops at residuals of about 1e-9, which bounds what can be compared.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.control.targeting import target
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.engine.simulate.stacked import solve_stacked
from tinbergen.engine.stochastic.ensemble import bootstrap_disturbances, ensemble
from tinbergen.model.convert.frbus import convert_frbus
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model

Table = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def frbus(shared: Path) -> Model:
    return parse(convert_frbus(shared / "data" / "frbus" / "model.xml"), "frbus")


@pytest.fixture(scope="module")
def baseline(shared: Path, frbus: Model) -> Dataset:
    """The Board's history and long-run baseline; add-factors are zero."""
    table = pytest.importorskip("pyarrow.parquet").read_table(
        shared / "data" / "frbus" / "longbase.parquet"
    )
    series = {n: table.column(n).to_numpy() for n in table.schema.names if n != "period"}
    series |= {n: np.zeros(table.num_rows) for n in frbus.exogenous if n.endswith("_aerr")}
    return Dataset.of(str(table.column("period")[0]), series)


@pytest.fixture(scope="module")
def reference(shared: Path):
    def read(name: str) -> Table:
        with (shared / "reference" / "frbus" / f"frbus_pyfrbus_{name}.csv").open() as file:
            header, *rows = csv.reader(file)
        values = np.array([row[1:] for row in rows], dtype=float)
        return dict(zip(header[1:], values.T, strict=True))

    return read


def quarters(first: str, last: str) -> Span:
    return Period.parse(first).to(Period.parse(last))


def assigned(data: Dataset, span: Span, **values: object) -> Dataset:
    """The data with new values over the span, or over as much of it as is given."""
    start = data.span.position(span.start)
    changed = {}
    for name, given in values.items():
        new = np.broadcast_to(given, span.length) if np.ndim(given) == 0 else np.asarray(given)
        series = np.array(data[name])
        series[start : start + new.size] = new
        changed[name] = series
    return data.assign(**changed)


def surplus_rule(data: Dataset, span: Span) -> Dataset:
    """The usual setting: taxes steer the surplus ratio, not the debt ratio."""
    return assigned(data, span, dfpdbt=0, dfpsrp=1)


def deviations(names: Table, shocked, base) -> Table:
    """Percent where the reference says so, else points."""
    found = {}
    for label in names:
        x, b = (run[label.removesuffix("_pct")] for run in (shocked, base))
        found[label] = 100 * (x / b - 1) if label.endswith("_pct") else x - b
    return found


def test_size(frbus: Model) -> None:
    assert len(frbus.equations) == len(frbus.endogenous) == 284
    assert sorted(len(b.equations) for b in compile_model(frbus).blocks)[-3:] == [2, 3, 120]
    drawn = [e.name for e in frbus.equations if "stochastic" in e.tags]
    assert len(drawn) == 52
    assert frbus.values["y_dmptlur_1"] == 25


def test_hundred_basis_points(frbus: Model, baseline: Dataset, reference) -> None:
    span = quarters("2040Q1", "2045Q4")
    data = surplus_rule(baseline, span)
    adds = track(frbus, data, span)
    base = simulate(frbus, data, span, residuals=adds)
    for name in frbus.endogenous:
        np.testing.assert_allclose(base[name], data.window(span.start, span.end)[name], 1e-11)
    shocked = assigned(data, span, rffintay_aerr=[1])
    run = simulate(frbus, shocked, span, residuals=adds)
    levels = reference("var_100bp_levels_TIGHT_all284")
    assert set(levels) == set(frbus.endogenous)
    for name, expected in levels.items():
        np.testing.assert_allclose(run[name], expected, rtol=1e-6, atol=1e-8, err_msg=name)
    expected = reference("var_100bp_dev_TIGHT")
    for label, found in deviations(expected, run, base).items():
        np.testing.assert_allclose(found, expected[label], atol=1e-8, err_msg=label)


def rolled_off(shocks: list[float], periods: int) -> np.ndarray:
    """Shocks that fade by half a quarter after the last one given."""
    left = periods - len(shocks)
    return np.concatenate([shocks, shocks[-1] * 0.5 ** np.arange(1, left + 1)])


def test_thresholds(frbus: Model, baseline: Dataset, reference) -> None:
    """The funds rate stays at its floor until unemployment falls below six percent."""
    span = quarters("2040Q1", "2046Q1")
    data = surplus_rule(baseline, span)
    data = assigned(data, span, dmptay=1, dmpintay=0, dmptrsh=1, lurtrsh=6, pitrsh=3)
    adds = track(frbus, data, span)
    own = ("rfftay", "rffrule", "rff", "dmptpi", "dmptlur", "dmptmax", "dmptr")
    adds = adds.assign(**{name: np.zeros(span.length) for name in own})
    shocks = {
        "eco": [-0.002, -0.0016, -0.0070, -0.0045],
        "ecd": [-0.0319, -0.0154, -0.0412, -0.0838],
        "eh": [-0.0512, -0.0501, -0.0124, -0.0723],
        "rbbbp": [0.3999, 2.7032, 0.3391, -0.7759],
        "lhp": [-0.0029, -0.0048, -0.0119, -0.0085, -0.0074, -0.0061, -0.0077, -0.0033, -0.0042],
    }
    felt = {f"{name}_aerr": rolled_off(given, span.length) for name, given in shocks.items()}
    # Held back until the shocks are felt.
    data = assigned(data, span, **felt, dmptr_aerr=[-1], dmptlur_aerr=[-1, -1, -1])
    run = simulate(frbus, data, span, residuals=adds)
    for name, expected in reference("thresholds_levels").items():
        np.testing.assert_allclose(run[name], expected, rtol=1e-6, atol=1e-6, err_msg=name)


def test_five_targets_five_instruments(frbus: Model, baseline: Dataset, reference) -> None:
    """Survey of Professional Forecasters, 2021Q3."""
    span = quarters("2021Q3", "2022Q3")
    data = surplus_rule(baseline, span)
    adds = track(frbus, data, span)
    data = assigned(data, span, lurnat=3.78)
    growth = np.array([6.8, 5.2, 4.5, 3.4, 2.7])
    targets = {
        "xgdp": data.at("xgdp", "2021Q2") * np.cumprod((1 + growth / 100) ** 0.25),
        "lur": np.array([5.3, 4.9, 4.6, 4.4, 4.2]),
        "picxfe": np.array([3.7, 2.2, 2.1, 2.1, 2.2]),
        "rff": np.full(5, 0.1),
        "rg10": np.array([1.4, 1.6, 1.6, 1.7, 1.9]),
    }
    instruments = ("eco_aerr", "lhp_aerr", "picxfe_aerr", "rff_aerr", "rg10p_aerr")
    found = target(frbus, data, span, targets, instruments, residuals=adds)
    expected = reference("mcontrol_5x5q")
    assert set(expected) == {*targets, *instruments}
    for name in targets:
        np.testing.assert_allclose(found.simulation[name], expected[name], rtol=1e-9)
    for name in instruments:
        np.testing.assert_allclose(found.instruments[name], expected[name], atol=1e-9)


def test_every_draw_of_history_can_be_solved(frbus: Model, baseline: Dataset) -> None:
    """Errors of 1975–2018, drawn by quarters as in the Board's stochastic simulations."""
    drawn = [e.name for e in frbus.equations if "stochastic" in e.tags]
    past, span = quarters("1975Q1", "2018Q4"), quarters("2040Q1", "2045Q4")
    history = track(frbus, surplus_rule(baseline, past), past)
    errors = np.column_stack([history[name] for name in drawn])
    data = surplus_rule(baseline, span)
    draws = bootstrap_disturbances(
        errors - errors.mean(axis=0), 200, span.length, np.random.default_rng(9)
    )
    found = ensemble(
        frbus,
        data,
        span,
        {name: draws[:, :, k] for k, name in enumerate(drawn)},
        residuals=track(frbus, data, span),
        variables=["xgdp", "lur", "rff"],
    )
    assert found.failed == 0
    assert found["rff"].min() >= 0.125 - 1e-9
    band = 100 * found["xgdp"][:, -1].std() / found.mean("xgdp")[-1]
    assert 2 < band < 5


@pytest.mark.parametrize(
    ("expectations", "foreseen"),
    [
        ("mcap", {"zrff10", "pic4"}),
        ("wp", {"picxfe", "pieci"}),
        ("mcap+wp", {"zrff10", "pic4", "picxfe", "pieci"}),
        ("all", {"zrff10", "pic4", "picxfe", "pieci", "zyh"}),
    ],
)
def test_model_consistent_expectations(shared: Path, expectations: str, foreseen: set[str]) -> None:
    model = parse(convert_frbus(shared / "data" / "frbus" / "model.xml", expectations))
    assert len(model.equations) == 284
    assert foreseen <= {v.name for v in model.dated if v.lag > 0}
    assert model.lags[1] == (1 if expectations == "wp" else 8)


def test_hundred_basis_points_with_model_consistent_expectations(
    shared: Path, baseline: Dataset, reference
) -> None:
    """241 quarters stacked; the natural rate moves from 2049Q4 on."""
    model = parse(convert_frbus(shared / "data" / "frbus" / "model.xml", "mcap+wp"), "frbus")
    program = compile_model(model, in_blocks=False)
    span = quarters("2040Q1", "2100Q1")
    data = assigned(surplus_rule(baseline, span), span, drstar=0)
    data = assigned(data, quarters("2049Q4", "2100Q1"), drstar=1)
    window = data.window(span.start - program.lags, span.end + program.leads)
    values = np.zeros((window.span.length, program.layout.width))
    for name, column in program.layout.columns.items():
        values[:, column] = window[name]
    parameters = np.array(model.vector())
    inside = slice(program.lags, program.lags + span.length)
    adds = program.residuals(values, parameters, program.lags, span.length)
    assert np.isfinite(adds).all()
    values[inside, program.layout.first_residual :] = adds
    values[program.lags, program.layout.columns["rffintay_aerr"]] = 1
    solved = solve_stacked(model, program, values, parameters).values
    base, run = (
        {n: rows[inside, column] for n, column in program.layout.columns.items()}
        for rows in (values, solved)
    )
    expected = reference("mce_241q_100bp_dev")
    for label, found in deviations(expected, run, base).items():
        np.testing.assert_allclose(found, expected[label], atol=1e-8, err_msg=label)
