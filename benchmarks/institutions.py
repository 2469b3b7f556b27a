"""Central banks' own models: FRB/US, Smets-Wouters, large linear systems.

FRB/US and its baseline are read from ``TINBERGEN_SHARED`` (``../shared``); without it these
benchmarks say so. Peers' figures: pyfrbus 1.1.0 and Dynare 5.3 on a comparable machine.
"""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Work = Callable[[], object]

ROOT = Path(__file__).parents[1]
SHARED = ROOT / os.environ.get("TINBERGEN_SHARED", "../shared")
SMETS_WOUTERS = ROOT / "src" / "tinbergen" / "domains" / "macro" / "smets_wouters.mod"


def synthetic_california() -> Work:
    """Proposition 99 with seven predictors: the state, all donors as if treated, five left out."""
    import tinbergen as tb

    data = SHARED / "data" / "checks" / "smoking_prop99.csv"
    predictors = (
        "lnincome@1980:1988, retprice@1980:1988, age15to24@1980:1988, beer@1984:1988, "
        "cigsale@1975, cigsale@1980, cigsale@1988"
    )
    return lambda: tb.synthetic_control(
        data, "cigsale", unit="state", time="year", treated="California", start=1989,
        predictors=predictors,
    )  # fmt: skip


def _frbus(expectations: str = "var") -> tuple[Any, Any, Any]:
    import numpy as np
    import pyarrow.parquet as pq

    import tinbergen as tb
    from tinbergen.model.convert.frbus import convert_frbus

    folder = SHARED / "data" / "frbus"
    model = tb.parse(convert_frbus(folder / "model.xml", expectations), "frbus.mod")
    table = pq.read_table(folder / "longbase.parquet")
    series = {n: table.column(n).to_numpy() for n in table.schema.names if n != "period"}
    series |= {n: np.zeros(table.num_rows) for n in model.exogenous if n not in series}
    data = tb.Dataset.of(str(table.column("period")[0]), series)
    return tb, model, data


def _laid(data: Any, span: Any, **values: Any) -> Any:
    import numpy as np

    first = data.span.position(span.start)
    changed = {}
    for name, value in values.items():
        series = np.array(data[name])
        series[first : first + span.length] = value
        changed[name] = series
    return data.assign(**changed)


def _span(tb: Any, first: str, last: str) -> Any:
    return tb.Period.parse(first).to(tb.Period.parse(last))


def _shock(data: Any, span: Any) -> Any:
    import numpy as np

    pulse = np.array(data.window(span.start, span.end)["rffintay_aerr"])
    pulse[0] += 1.0
    return _laid(data, span, rffintay_aerr=pulse)


def frbus_quarters() -> Work:
    tb, model, data = _frbus()
    span = _span(tb, "2040Q1", "2045Q4")
    data = _laid(data, span, dfpdbt=0.0, dfpsrp=1.0)
    residuals = tb.track(model, data, span)
    shocked = _shock(data, span)
    return lambda: tb.simulate(model, shocked, span, residuals=residuals)


def frbus_draws() -> Work:
    import numpy as np

    from tinbergen.engine.stochastic.ensemble import bootstrap_disturbances

    tb, model, data = _frbus()
    span, past = _span(tb, "2040Q1", "2045Q4"), _span(tb, "1975Q1", "2018Q4")
    data = _laid(data, span, dfpdbt=0.0, dfpsrp=1.0)
    residuals = tb.track(model, data, span)
    history = tb.track(model, data, past)
    names = [e.name for e in model.equations if np.ptp(history[e.name]) > 1e-8][:60]
    table = np.column_stack([history[n] - history[n].mean() for n in names]) * 0.2
    drawn = bootstrap_disturbances(table, 1000, 24, np.random.default_rng(1))
    shocks = {n: drawn[:, :, k] for k, n in enumerate(names)}
    return lambda: tb.ensemble(
        model, data, span, shocks, residuals=residuals, variables=["xgdp", "lur", "picxfe"]
    )


def frbus_replicas() -> Work:
    """All drawing included, paths of three variables kept, fans of all 284 gathered."""
    import numpy as np

    from tinbergen.engine.stochastic.draws import Bootstrap
    from tinbergen.engine.stochastic.run import monte_carlo

    tb, model, data = _frbus()
    span, past = _span(tb, "2040Q1", "2045Q4"), _span(tb, "1970Q1", "2023Q4")
    data = _laid(_laid(data, past, dfpdbt=0.0, dfpsrp=1.0), span, dfpdbt=0.0, dfpsrp=1.0)
    residuals, history = tb.track(model, data, span), tb.track(model, data, past)
    names = tuple(e.name for e in model.equations if "stochastic" in e.tags)
    rows = np.column_stack([history[n] for n in names])
    source = Bootstrap(names, rows - rows.mean(axis=0))
    return lambda: monte_carlo(
        model, data, span, source, residuals=residuals, keep=["xgdp", "lur", "picxfe"],
        executor="in_line",
    )  # fmt: skip


def frbus_consistent() -> Work:
    import numpy as np

    tb, model, data = _frbus("mcap+wp")
    span = _span(tb, "2040Q1", "2100Q1")
    rule = np.zeros(span.length)
    rule[39:] = 1.0
    data = _laid(data, span, dfpdbt=0.0, dfpsrp=1.0, drstar=rule)
    shocked = _shock(data, span)

    def work() -> object:
        return tb.simulate(model, shocked, span, residuals=tb.track(model, data, span))

    return work


def frbus_targeting() -> Work:
    import numpy as np

    tb, model, data = _frbus()
    span = _span(tb, "2040Q1", "2041Q1")
    data = _laid(data, span, dfpdbt=0.0, dfpsrp=1.0)
    residuals = tb.track(model, data, span)
    base = data.window(span.start, span.end)
    wanted = {
        "xgdp": base["xgdp"] * 1.002,
        "lur": base["lur"] - 0.1,
        "picxfe": base["picxfe"] + 0.1,
        "rff": base["rff"] + 0.2,
        "rg10": base["rg10"] + 0.1,
    }
    instruments = ["eco_aerr", "lhp_aerr", "picxfe_aerr", "rff_aerr", "rg10p_aerr"]
    assert all(np.isfinite(v).all() for v in wanted.values())
    return lambda: tb.target(model, data, span, wanted, instruments, residuals=residuals)


def smets_wouters() -> Work:
    import tinbergen as tb
    from tinbergen.engine.compile.program import compile_model
    from tinbergen.engine.linear.first_order import solve
    from tinbergen.engine.linear.solution import linearise
    from tinbergen.engine.simulate.steady import steady_state
    from tinbergen.model.auxiliary import lower

    path = (
        SHARED / "reference" / "dynare" / "pfeifer__Smets_Wouters_2007__Smets_Wouters_2007.json.xz"
    )
    with lzma.open(path) as file:
        known = json.load(file)
    values = dict(zip(known["param_names"], known["params"], strict=True))
    model = tb.load_model(SMETS_WOUTERS)
    model = lower(model.with_values({n: v for n, v in values.items() if n in model.parameters}))
    program = compile_model(model, in_blocks=False)
    import numpy as np

    point = np.zeros(program.layout.width)
    jacobian, kinds = linearise(model, program, steady_state(model), point)
    return lambda: solve(jacobian, kinds)


def linear_foresight() -> Work:
    import numpy as np

    import tinbergen as tb
    from tinbergen.engine.compile.program import compile_model
    from tinbergen.engine.simulate.stacked import solve_stacked

    model = tb.parse(large_model(412, ahead=True), "large.mod")
    program = compile_model(model)
    rows = np.zeros((program.lags + 300 + program.leads, program.layout.width))
    rows[1, program.layout.columns["e"]] = 1.0
    values = np.array(model.vector())
    return lambda: solve_stacked(model, program, rows, values)


def parse_large() -> Work:
    import tinbergen as tb

    text = large_model(4000, ahead=False)
    return lambda: tb.parse(text, "large.mod")


def large_model(size: int, *, ahead: bool) -> str:
    """A linear model of ``size`` equations, each tied to a few others."""
    names = [f"x{k}" for k in range(size)]
    lines = [f"var {' '.join(names)};", "varexo e;", "parameters r; r = 0.5;", "model(linear);"]
    for k, name in enumerate(names):
        lead = f" + 0.1*{names[max(k - 3, 0)]}(+1)" if ahead and k % 4 == 0 else ""
        near = f"0.2*{names[(k + 1) % size]} - 0.1*{names[max(k - 7, 0)]}(-1)"
        lines.append(f"[name='{name}'] {name} = r*{name}(-1) + {near}{lead} + e;")
    return "\n".join([*lines, "end;"])


def stabilise(tb: Any, model: Any, data: Any, span: Any, ceiling: float) -> tuple[Any, Any, Any]:
    """A recession in FRB/US, and the problem of ending it with the funds rate and spending.

    The funds rate can't go below zero, federal debt can't exceed ``ceiling`` times the baseline.
    Returns the data with the recession, the residuals and the control problem.
    """
    import numpy as np

    from tinbergen.engine.control.problem import Limit, Problem, Term, box

    data = _laid(data, span, dfpdbt=0.0, dfpsrp=1.0)
    residuals = tb.track(model, data, span)
    base = data.window(span.start, span.end)
    slump = np.zeros(span.length)
    slump[:4] = -0.006
    slumped = _laid(data, span, eco_aerr=slump, ebfi_aerr=5 * slump)
    names = ("rff", "egfe", "xgap2", "picxfe", "gfdbtn")
    unit = {"rff": 1.0, "xgap2": 1.0, "picxfe": 1.0}

    def read(name: str, t: int, *, change: bool = False) -> tuple[Any, float]:
        """Coefficients of a variable (or its change), in percent of the baseline for levels."""
        row = np.zeros((span.length, len(names)))
        scale = unit.get(name, 100 / base[name][t])
        row[t, names.index(name)] = scale
        wanted = scale * base[name][t]
        if change and t:
            row[t - 1, names.index(name)] = -scale
            wanted -= scale * base[name][t - 1]
        return row, float(wanted)

    terms, limits = [], box(names, span, "rff", 0.0, None)
    for t in range(span.length):
        terms.append(Term("gap", read("xgap2", t)[0], 0.0, 1.0))
        terms.append(Term("inflation", *read("picxfe", t), 1.0))
        terms.append(Term("rate smooth", *read("rff", t, change=True), 0.5))
        terms.append(Term("spending cost", *read("egfe", t), 0.02))
        terms.append(Term("spending smooth", *read("egfe", t, change=True), 0.1))
        row, level = read("gfdbtn", t)
        limits.append(Limit("debt", row, ceiling * level, t))
    problem = Problem(("rff_aerr", "egfe_aerr"), names, tuple(terms), tuple(limits))
    return slumped, residuals, problem


def frbus_control() -> Work:
    from tinbergen.engine.control.sqp import optimise

    tb, model, data = _frbus()
    span = _span(tb, "2040Q1", "2049Q4")
    slumped, residuals, problem = stabilise(tb, model, data, span, 1.03)
    return lambda: optimise(model, slumped, span, problem, residuals=residuals)


def frbus_process(cold: bool) -> Callable[[], Work]:
    """``tinbergen model simulate`` on the Board's files, a whole process; ``cold`` without what
    earlier ones compiled."""

    def prepare() -> Work:
        folder = Path(tempfile.mkdtemp())
        shipped = SHARED / "data" / "frbus"
        program = [sys.executable, "-m", "tinbergen"]
        model = folder / "frbus.mod"
        convert = [
            "model",
            "convert",
            "frbus",
            str(shipped / "model.xml"),
            "--force",
            "--out",
            str(model),
        ]
        subprocess.run([*program, *convert], check=True, capture_output=True)
        simulate = [
            "--json", "model", "simulate", str(model),
            "--data", str(shipped / "longbase.parquet"), "--start", "2040Q1", "--end", "2045Q4",
            "--set", "dfpdbt=0", "--set", "dfpsrp=1", "--track", "--add", "rffintay=1@2040Q1",
        ]  # fmt: skip
        runs = iter(range(1_000_000))

        def work() -> object:
            cache = folder / f"cache{next(runs) if cold else ''}"
            return subprocess.run(
                [*program, *simulate], check=True, capture_output=True,
                env={**os.environ, "TINBERGEN_CACHE": str(cache)},
            )  # fmt: skip

        return work

    return prepare
