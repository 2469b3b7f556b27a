"""The things measured. Each prepares its work and returns the part to be timed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bank, institutions, risk, worlds

Work = Callable[[], object]


@dataclass(frozen=True)
class Benchmark:
    """``prepare`` gives what is timed, ``repeats`` times over; ``peer`` is another program's time,
    ``goal`` our own.

    Peers' figures are CPU seconds on a comparable machine, quoted, not measured here: bimets 4.1.2
    (R 4.2) for Klein's model, pyfrbus 1.1.0 for FRB/US, pysyncon 1.7.0 for one synthetic control
    without placebos, Dynare 5.3 for the rest.
    """

    title: str
    prepare: Callable[[], Work]
    repeats: int = 20
    peer: float | None = None
    goal: float | None = None


def _klein():  # type: ignore[no-untyped-def]
    import tinbergen as tb

    model, data = tb.load_model("klein1"), tb.library_data("klein1")
    span = tb.Period.parse("1921").to(tb.Period.parse("1941"))
    return tb, model, data, span


def load_and_compile() -> Work:
    import tinbergen as tb
    from tinbergen.engine.compile import program

    tb.estimate  # noqa: B018  imports stay outside the timing
    tb.load_model("klein1")

    def work() -> object:
        program._compiled.clear()
        program._recent.clear()
        return program.compile_model(tb.load_model("klein1"))

    return work


def estimate(method: str) -> Callable[[], Work]:
    def prepare() -> Work:
        tb, model, data, span = _klein()
        return lambda: tb.estimate(model, data, method=method, sample=span)

    return prepare


def simulate() -> Work:
    tb, model, data, span = _klein()
    return lambda: tb.simulate(model, data, span)


def replicas() -> Work:
    import numpy as np

    tb, model, data, span = _klein()
    fit = tb.estimate(model, data, method="ols", sample=span)
    rng = np.random.default_rng(1)

    def work() -> object:
        drawn = {
            name: f.ser * rng.standard_normal((1000, 21)) for name, f in fit.fit.equations.items()
        }
        return tb.ensemble(fit.model, data, span, drawn)

    return work


def renormalise() -> Work:
    import numpy as np

    tb, model, data, _ = _klein()
    span = tb.Period.parse("1940").to(tb.Period.parse("1941"))
    wanted = {"C": np.array([66.0, 78.0]), "X": np.array([80.0, 105.0])}
    return lambda: tb.target(model, data, span, wanted, ["Wg", "G"])


def verb(name: str) -> Callable[[], Work]:
    def prepare() -> Work:
        import tinbergen as tb
        from tinbergen.loop.plan import make_plan

        case = tb.load_case("us-2008")
        if name == "assess":
            return lambda: tb.assess(case)
        situation = tb.assess(case)
        if name == "diagnose":
            return lambda: tb.diagnose(tb.assess(case))
        if name == "design":
            return lambda: make_plan(tb.assess(case))
        plan = make_plan(situation)
        if name == "monitor":
            return lambda: tb.monitor(case, plan, revise=False)
        return lambda: tb.evaluate(case, plan)

    return prepare


def report() -> Work:
    import tempfile

    import tinbergen as tb

    run = tb.turn(tb.load_case("us-2008"))
    folder = Path(tempfile.mkdtemp())
    return lambda: tb.write_report(run, folder, "en")


def climate() -> Work:
    """DICE-2016R2 from its file to its optimum; peer: CasADi 3.8.2 with IPOPT, same equations."""
    from tinbergen.domains.environment.methods import dice

    return dice.optimal


def bayesian_var() -> Work:
    """Seven drifting variables, four lags, 240 quarters: hyperparameters and posterior."""
    import numpy as np

    from tinbergen.statistics.forecast.bvar import fit_bvar

    rng = np.random.default_rng(1)
    steps = rng.standard_normal((240, 7)) @ rng.normal(0.0, 0.5, (7, 7))
    for t in range(1, 240):
        steps[t] += 0.4 * steps[t - 1] + 0.2
    data = 400.0 + np.cumsum(steps, axis=0)
    return lambda: fit_bvar(data, 4)


def real_time() -> Work:
    """A million rows, 100 series x 200 quarters x 50 vintages, as of one in the middle."""
    import numpy as np

    from tinbergen.core.period import Frequency, Period
    from tinbergen.data.store import Store
    from tinbergen.data.store.labels import Labels

    shape = (100, 200, 50)
    series, quarter, revision = (axis.ravel() for axis in np.indices(shape))
    start = Period.parse("1970Q1").ordinal
    store, each = Store(), np.full(series.size, Frequency.QUARTERLY)
    store.append(
        Labels([f"y{i}" for i in range(shape[0])], series), start + quarter, each,
        start + quarter + revision + 1, each, np.random.default_rng(1).standard_normal(series.size),
    )  # fmt: skip
    return lambda: store.as_of("2005Q1")


def outlook_year() -> Work:
    """The United States on final figures, 2008: hyperparameters, then four origins."""
    from tinbergen.core.period import Period
    from tinbergen.loop.outlook.file import outlook
    from tinbergen.loop.outlook.forecast import forecasts, tightness_of
    from tinbergen.loop.outlook.panel import load

    said, path = outlook("us-final")
    series = load(said, path, None)
    start = Period.parse("2008Q1")

    def work() -> object:
        tightness = tightness_of(said, series, start.year)
        return [forecasts(said, series, start + i, tightness) for i in range(4)]

    return work


def plans_year() -> Work:
    """us-now as of the quarters of 2008: worlds estimated anew, plans, losses and wires."""
    from tinbergen.core.period import Period
    from tinbergen.loop.case.cases import load
    from tinbergen.loop.record.dated import learned
    from tinbergen.loop.record.origin import origin

    case, start = load("us-now"), Period.parse("2008Q1")

    def work() -> object:
        known = learned(case, start)
        return [origin(case, start + i, known) for i in range(4)]

    return work


def process(*arguments: str) -> Callable[[], Work]:
    """A whole process; its CPU time counts as ours."""

    def prepare() -> Work:
        command = [sys.executable, *arguments]
        return lambda: subprocess.run(command, check=True, capture_output=True)

    return prepare


def _flows(*shape: int):  # type: ignore[no-untyped-def]
    """Trade (…, n, n) as distance might leave it, more at home than abroad."""
    import numpy as np

    rng = np.random.default_rng(1)
    n = shape[-1]
    return rng.lognormal(0.0, 2.0, shape) * (1.0 + 50.0 * np.eye(n)), rng


def exact_hat() -> Work:
    import numpy as np

    from tinbergen.domains.trade.methods.armington import counterfactual, world

    n = 69
    flows, rng = _flows(n, n)
    base = world(flows, 5.0, tariffs=rng.uniform(0.0, 0.3, (n, n)) * (1.0 - np.eye(n)))
    tariffs = rng.uniform(0.0, 0.3, (n, n))
    return lambda: counterfactual(base, tariffs=tariffs)


def sectoral_hat() -> Work:
    import numpy as np

    from tinbergen.domains.trade.methods.caliendo_parro import (
        sectoral_counterfactual,
        sectoral_world,
    )

    sectors, n = 40, 31
    flows, rng = _flows(sectors, n, n)
    value_added = rng.uniform(0.3, 0.7, (sectors, n))
    inputs = rng.lognormal(0.0, 1.0, (sectors, sectors, n))
    inputs *= (1.0 - value_added) / inputs.sum(axis=0)
    # Spending that final demand and input shares imply.
    shares = flows / flows.sum(axis=1, keepdims=True)
    final = rng.lognormal(0.0, 0.5, (sectors, n))
    bought = final
    for _ in range(200):
        sold = np.einsum("jin,jn->ji", shares, bought)
        bought = final + np.einsum("kjn,jn->kn", inputs, sold)
    base = sectoral_world(
        shares * bought[:, None, :],
        rng.uniform(2.0, 8.0, sectors),
        value_added=value_added,
        inputs=inputs,
    )
    tariffs = rng.uniform(0.0, 0.3, flows.shape) * (1.0 - np.eye(n))
    return lambda: sectoral_counterfactual(base, tariffs=tariffs)


def gravity() -> Work:
    import numpy as np

    from tinbergen.domains.trade.methods.gravity import joined, ppml

    n, years = 69, 6
    rng = np.random.default_rng(1)
    i, j, t = (x.ravel() for x in np.meshgrid(*map(np.arange, (n, n, years)), indexing="ij"))
    distance = rng.uniform(0.0, 3.0, (n, n))[i, j]
    pact = (rng.uniform(size=(n, n, years)) < 0.3).astype(float)[i, j, t]
    trade = rng.lognormal(2.0 - distance + 0.4 * pact, 1.0)
    effects = {"exporter": joined(i, t), "importer": joined(j, t)}
    pairs = {"pair": joined(i, j)}
    return lambda: ppml(trade, {"dist": distance, "pact": pact}, effects, clusters=pairs)


def input_output_prices() -> Work:
    import numpy as np

    from tinbergen.economics.input_output import input_output, prices_for

    flows = np.random.default_rng(1).random((1000, 1000))
    output, names = 2 * flows.sum(axis=0), [str(i) for i in range(1000)]

    def work() -> object:
        table = input_output(names, flows, output)
        return prices_for(table, table.primary_inputs / output)

    return work


FRBUS: dict[str, Benchmark] = {
    "synthetic": Benchmark(
        "Synthetic control: California, 38 placebos, donors left out",
        institutions.synthetic_california,
        3,
        257,
        5.0,
    ),
    "sw07": Benchmark(
        "Smets-Wouters: first-order solution", institutions.smets_wouters, 200, 0.0046, 0.001
    ),
    "frbus24": Benchmark(
        "FRB/US: 24 quarters, warm", institutions.frbus_quarters, 20, 0.125, 0.006
    ),
    "frbus1000": Benchmark("FRB/US: 1,000 draws x 24", institutions.frbus_draws, 3, 205, 1.0),
    "frbusreplicas": Benchmark(
        "FRB/US: 1,000 replicas x 24, bootstrapped, fans of all", institutions.frbus_replicas, 2
    ),
    "frbusmce": Benchmark(
        "FRB/US: consistent expectations, 241 q", institutions.frbus_consistent, 3, 33.4, 0.8
    ),
    "frbuscontrol": Benchmark(
        "FRB/US: optimal control, 40 quarters, bounds", institutions.frbus_control, 3, goal=5.0
    ),
    "frbuswarm": Benchmark(
        "FRB/US: model simulate, whole process", institutions.frbus_process(cold=False), 3, goal=0.6
    ),
    "frbuscold": Benchmark(
        "FRB/US: the same, nothing compiled before",
        institutions.frbus_process(cold=True),
        2,
        goal=3.0,
    ),
    "frbus5x5": Benchmark(
        "FRB/US: 5 targets x 5 quarters", institutions.frbus_targeting, 10, 0.20, 0.01
    ),
}

BENCHMARKS: dict[str, Benchmark] = {
    "linear": Benchmark(
        "412 linear equations x 300 periods", institutions.linear_foresight, 5, 5.7, 0.5
    ),
    "prices": Benchmark("Input-output prices, 1,000 sectors", input_output_prices, 5, goal=1.0),
    "parse": Benchmark("parse 4,000 equations", institutions.parse_large, 5, goal=1.0),
    "import": Benchmark(
        "import tinbergen, whole process", process("-c", "import tinbergen"), 5, goal=0.3
    ),
    "compile": Benchmark("Klein: parse, order, compile", load_and_compile, 20, 0.024),
    "ols": Benchmark("Klein: OLS, three equations", estimate("ols"), 50, 0.014),
    "2sls": Benchmark("Klein: 2SLS", estimate("2sls"), 50),
    "3sls": Benchmark("Klein: 3SLS", estimate("3sls"), 50),
    "fiml": Benchmark("Klein: FIML", estimate("fiml"), 10),
    "simulate": Benchmark("Klein: dynamic simulation, 21 years", simulate, 100, 0.010),
    "replicas": Benchmark("Klein: 1,000 replicas x 21 years", replicas, 30, 0.055, 0.005),
    "target": Benchmark("Klein: exact targeting, 2 x 2", renormalise, 50, 0.047),
    "hat": Benchmark("trade: exact hat, 69 countries", exact_hat, 50, goal=0.1),
    "sectors": Benchmark("trade: exact hat, 31 countries x 40 sectors", sectoral_hat, 5),
    "gravity": Benchmark("gravity: PPML, 28,566 flows, 828 effects", gravity, 3),
    "assess": Benchmark("us-2008: data, estimation, baseline", verb("assess"), 5),
    "diagnose": Benchmark("us-2008: assess and diagnose", verb("diagnose"), 3),
    "design": Benchmark("us-2008: assess and design", verb("design"), 3),
    **{
        f"robust {aim}": Benchmark(
            f"five worlds, 12 quarters, 3 instruments, 1,000 draws: {aim}",
            worlds.design(aim), 3, goal=2.0,
        )
        for aim in ("central", "regret", "expected")
    },
    "monitor": Benchmark("us-2008: monitor 4 quarters", verb("monitor"), 3),
    "evaluate": Benchmark("us-2008: evaluate", verb("evaluate"), 3),
    "report": Benchmark("us-2008: report, one language", report, 3),
    "asof": Benchmark("store: a million rows as of a vintage", real_time, 10, goal=0.1),
    "bvar": Benchmark("Bayesian VAR: 7 variables, 4 lags, 240 quarters", bayesian_var, 5, goal=0.5),
    "loans": Benchmark("Credit losses: 1,000 loans x 100,000", risk.credit_losses, 3, goal=5.0),
    "segments": Benchmark(
        "Credit losses: 260 segments of 5,000 x 100,000", risk.segment_losses, 3, goal=5.0
    ),
    "tail": Benchmark(
        "Portfolio: 50 assets x 10,000 draws, CVaR", risk.tail_portfolio, 3, goal=2.0
    ),
    "garch": Benchmark("GARCH(1,1): 1,974 days (peer: arch 8.0.0)", risk.garch, 5, 0.026, 0.1),
    "growth": Benchmark("Growth at risk: 172 quarters", risk.growth_at_risk, 3, goal=2.0),
    "stress": Benchmark("Stress of 13 banks: 9 quarters x 100,000", bank.stress, 3, goal=5.0),
    "reverse": Benchmark("Reverse stress of 13 banks: 27 unknowns", bank.reverse, 3, goal=2.0),
    "plans": Benchmark("Record of plans: four dates of us-now", plans_year, 1, goal=17.0),
    "outlook": Benchmark("Outlook: four origins, 11 series, 5 members", outlook_year, 3, goal=1.0),
    "dice": Benchmark("DICE-2016R2: optimum over 100 periods", climate, 10, 1.5, 2.0),
    "cli": Benchmark(
        "tinbergen model simulate, whole process",
        process("-m", "tinbergen", "model", "simulate", "klein1", "--start", "1921", "--end",
                "1941", "--json"),
        5,
    ),
    **{
        f"demo {name}".strip(): Benchmark(
            f"tinbergen demo {name}".strip() + ", whole process",
            process(
                "-m", "tinbergen", "demo", *name.split(), "--force", "--out", "/tmp/tinbergen-bench"
            ),
            1, goal=20.0,
        )
        for name in ("", "industry", "environment", "trade", "all")
    },
}  # fmt: skip
