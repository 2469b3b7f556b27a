"""A satellite of thirteen real banks on worlds of the United States.

Call reports of the Federal Deposit Insurance Corporation, 2005 to 2024. The equation of loans that
do not pay is that of a public stress test (muhammadumarshinwari, top-down-credit-stress-test):
published .938, -.008, .050, .069 on 1,014 observations.
"""

import csv
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import yaml

import tinbergen as tb
from tinbergen.core.period import Period
from tinbergen.loop.case import cases
from tinbergen.loop.design import design
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice
from tinbergen.loop.worlds.stacked import StackedWorld

MACRO = Path(tb.__file__).parent / "domains" / "macro"
START, PERIODS = Period.parse("2005Q1"), 80

MODEL = """
@#define BANKS = {banks}
var mortgage worst; varexo unemployment growth rate;
parameters m0 m1 m2 rho b_growth b_unemployment b_mortgage;
@#for b in BANKS
var npl_@{{b}}; parameters c_@{{b}};
@#endfor
model;
[name='mortgage', estimate='ols'] mortgage = m0 + m1*mortgage(-1) + m2*rate;
@#for b in BANKS
[name='npl_@{{b}}']
npl_@{{b}} = c_@{{b}} + rho*npl_@{{b}}(-1) + b_growth*growth(-2) + b_unemployment*unemployment
  + b_mortgage*mortgage(-1);
@#endfor
[name='mean'] worst = ({total})/{count};
end;
"""


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": text + "。"}


@pytest.fixture(scope="module")
def banks(shared, tmp_path_factory) -> tuple[Path, np.ndarray, np.ndarray, dict[str, float]]:
    """The case file; the regression's coefficients and errors, and its fixed effects."""
    folder = tmp_path_factory.mktemp("banks")
    with (shared / "data/bank/us_macro_quarterly_fed_format.csv").open() as file:
        macro = {_quarter(row["date"]): row for row in csv.DictReader(file)}
    with (shared / "data/bank/us_banks_fdic_2005_2024.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["bank_id"] for row in rows}, key=int)
    npl = {b: np.full(PERIODS, np.nan) for b in names}
    for row in rows:
        npl[row["bank_id"]][_quarter(row["date"]) - START] = float(row["npl_ratio"])
    x = []
    for b in names:
        for t in range(2, PERIODS):
            if np.isfinite(npl[b][t - 1 : t + 1]).all():
                of = [macro[START + s] for s in (t - 2, t, t - 1)]
                x.append((
                    names.index(b), npl[b][t], npl[b][t - 1], float(of[0]["real_gdp_growth"]),
                    float(of[1]["unemployment"]), float(of[2]["mortgage_rate"]),
                ))  # fmt: skip
    table = np.array(x)
    effects = (table[:, 0][:, None] == np.arange(len(names))).astype(float)
    X, y = np.column_stack([table[:, 2:], effects]), table[:, 1]
    inverse = np.linalg.inv(X.T @ X)
    found = inverse @ X.T @ y
    rest = y - X @ found
    robust = inverse @ (X.T * rest**2) @ X @ inverse * len(y) / (len(y) - X.shape[1])
    labels = ["rho", "b_growth", "b_unemployment", "b_mortgage", *(f"c_{b}" for b in names)]
    lines = [",".join(["parameter", "estimate", *labels])]
    for label, value, row in zip(labels, found, robust, strict=True):
        lines.append(",".join([label, repr(float(value)), *(repr(float(v)) for v in row)]))
    (folder / "estimates.csv").write_text("\n".join(lines) + "\n")
    lines = [",".join(["date", "mortgage", *(f"npl_{b}" for b in names)])]
    for t in range(PERIODS):
        cells = [macro[START + t]["mortgage_rate"], *(f"{npl[b][t]:.15g}" for b in names)]
        lines.append(",".join([str(START + t), *("" if c == "nan" else c for c in cells)]))
    (folder / "banks.csv").write_text("\n".join(lines) + "\n")
    listed = "[" + ", ".join(f'"{b}"' for b in names) + "]"
    total = " + ".join(f"npl_{b}" for b in names)
    (folder / "banks.mod").write_text(MODEL.format(banks=listed, total=total, count=len(names)))
    now = yaml.safe_load((MACRO / "us-now.yaml").read_text(encoding="utf-8"))
    kept = ("accelerating", "sluggish", "record", "evidence")
    for world in now["worlds"]:
        for key in ("model", "effects"):
            if key in world and world["name"] in kept:
                shutil.copy(MACRO / world[key], folder)
    shutil.copy(MACRO / "projection.mod", folder)
    sigma = float(np.sqrt(rest @ rest / (len(y) - X.shape[1])))
    document = {
        "name": "us-banks", "title": words("Banks"), "data": now["data"], "as_of": "2024Q4",
        "horizon": 12, "tail": 4, "draws": 1000, "seed": 1,
        "worlds": [w for w in now["worlds"] if w["name"] in kept],
        "weights": {k: v for k, v in now["weights"].items() if k in kept},
        "tables": {"regression": "estimates.csv"},
        "satellite": {
            "model": "banks.mod", "title": words("Thirteen banks"), "data": "banks.csv",
            "reads": {"unemployment": "U", "growth": "GROWTH", "rate": "r"},
            "calibration": [{"use": "estimates", "with": {"table": "regression"}}],
            "uncertainty": {"disturbances": {f"npl_{b}": sigma for b in names}},
        },
        "instruments": [i for i in now["instruments"] if i["name"] == "r"],
        "targets": [{
            "variable": "worst", "title": words("Loans that do not pay"), "desired": 0.5,
            "unit": words("percent of loans"), "sense": "at_most",
        }],
        "diagnosis": [], "alternatives": [],
        "trip_wires": {"variables": ["worst"]},
    }  # fmt: skip
    path = folder / "banks.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path, found, np.sqrt(np.diag(robust)), table


def _quarter(date: str) -> Period:
    if "/" in date:
        month, _, year = date.split("/")
    else:
        year, month, _ = date.split("-")
    return Period.parse(f"{year}Q{(int(month) + 2) // 3}")


def test_the_regression_is_the_published_one(banks) -> None:
    _, found, errors, table = banks
    assert len(table) == 1014
    np.testing.assert_allclose(found[:4], [0.938, -0.008, 0.050, 0.069], atol=1e-3)
    np.testing.assert_allclose(errors[:4], [0.0102, 0.0020, 0.0078, 0.0076], atol=1e-4)


def test_banks_on_worlds(banks) -> None:
    """Worlds and studies answer; their answers are those of the equations by hand."""
    path, found, _, _ = banks
    case = cases.load(path)
    made = assess(case)
    assert all(isinstance(world, StackedWorld) for world in made.worlds)
    record = next(w for w in made.worlds if w.name == "record")
    values = record.satellite.model.values
    history = record.own.run.data
    first = history.span.position(record.span.start)
    mortgage, npl = history["mortgage"][first - 1], history["npl_3510"][first - 1]
    growth = np.r_[history["growth"][first - 2 : first], record.baseline("GROWTH")]
    for t in range(12):
        npl = (
            values["c_3510"] + found[0] * npl + found[1] * growth[t]
            + found[2] * record.baseline("U")[t] + found[3] * mortgage
        )  # fmt: skip
        assert record.baseline("npl_3510")[t] == pytest.approx(npl)
        rate = record.baseline("r")[t]
        mortgage = values["m0"] + values["m1"] * mortgage + values["m2"] * rate
    # A higher rate raises unemployment and mortgage rates, and with them loans that do not pay.
    for world in made.scope.responding:
        dynamics = world.dynamics(("r",), ("worst",), "surprise")
        effect = dynamics.slopes(dynamics.start()).reshape(16, 12, 1)[:12].sum(axis=1)
        assert effect[-1, 0] > 0.01
    drawn = record.outlook()["npl_3510"]
    assert drawn.std(axis=0)[-1] > drawn.std(axis=0)[0] > 0.05
    plan = design(made, alternatives=False)
    assert plan.kkt_residual < 1e-6
    planned = next(s for s in plan.planned if s.name == "worst")
    assert np.isfinite(planned.values).all()


def test_what_came_of_banks_is_explained(banks) -> None:
    path, *_ = banks
    case = cases.load(path)
    made = assess(case, as_of="2022Q4")
    outturn = case.known(Period.parse("2024Q4"))
    span = Period.parse("2023Q1").to(Period.parse("2024Q4"))
    for world in made.worlds:
        plan = Choice({"r": world.baseline("r")[:12]})
        if "r" not in world.instruments:
            plan = Choice({})
        found = world.explain(outturn, span, plan, ("npl_3510",))
        central = world.lead(plan)
        assert set(central) == {"U", "GROWTH", "r"}
        came = outturn.at("npl_3510", span.end)
        planned = world.baseline("npl_3510")[7]
        assert sum(p[0] for p in found.parts.values()) == pytest.approx(came - planned, abs=1e-6)


def test_which_scenario_brings_bad_loans_back(banks) -> None:
    """Unemployment, growth and the rate that take the mean of banks to 3 percent, once."""
    path, *_ = banks
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["instruments"] = [
        {"name": n, "title": words(n), "unit": words("percent"), "kind": "scenario", **more}
        for n, more in (("U", {"lower": 0}), ("GROWTH", {}), ("r", {"lower": 0}))
    ]
    del document["targets"], document["trip_wires"]
    document["constraints"] = [{
        "name": "bad loans", "title": words("Loans that do not pay"), "variable": "worst",
        "sense": "at_least", "bound": 3.0, "unit": words("percent of loans"), "once": True,
    }]  # fmt: skip
    other = path.parent / "reverse.yaml"
    other.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    made = assess(cases.load(other))
    begun = time.process_time()
    plan = design(made)
    taken = time.process_time() - begun
    found = plan.scenario
    assert found.size == 36 and plan.kkt_residual < 1e-6
    assert found.attempts[0].distance is None or found.attempts[0].distance > found.distance
    paths = {s.name: np.array(s.values) for s in plan.instruments}
    still = {s.name: np.array(s.values) for s in plan.baseline_instruments}
    assert (paths["U"] - still["U"]).mean() > 1
    worst = next(s.values for s in plan.planned if s.name == "worst")
    assert max(worst) == pytest.approx(3.0, abs=1e-6)
    assert taken < 4  # Twelve problems of 36 unknowns each, the plan with its draws.
    assert [w.silent is None for w in plan.worlds].count(True) == 3


def test_a_thousand_draws_take_about_a_second(banks) -> None:
    """13 banks of 20 equations each over 13 quarters."""
    path, *_ = banks
    folder = path.parent
    banks_ = [f"{k}" for k in range(13)]
    lines = ["var " + " ".join(f"x_{b}_{j}" for b in banks_ for j in range(20)) + ";"]
    lines += ["varexo unemployment growth rate;", "model;"]
    for b in banks_:
        for j in range(20):
            own = f"x_{b}_{j}"
            other = f"x_{b}_{j - 1}" if j else "unemployment"
            lines.append(f"[name='{own}'] {own} = .8*{own}(-1) + .1*exp(-.1*growth)"
                         f" + .05*{other} - .01*rate;")  # fmt: skip
    lines.append("end;")
    (folder / "many.mod").write_text("\n".join(lines))
    columns = ["date", *(f"x_{b}_{j}" for b in banks_ for j in range(20))]
    text = [",".join(columns), ",".join(["2024Q4", *("1" for _ in columns[1:])])]
    (folder / "many.csv").write_text("\n".join(text) + "\n")
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["satellite"] = {
        "model": "many.mod", "title": words("Many"), "data": "many.csv",
        "reads": {"unemployment": "U", "growth": "GROWTH", "rate": "r"},
        "uncertainty": {"disturbances": {f"x_{b}_0": 0.1 for b in banks_}},
    }  # fmt: skip
    document |= {"horizon": 13, "tail": 0}
    document["targets"][0]["variable"] = "x_0_19"
    document["trip_wires"] = {}
    other = folder / "many.yaml"
    other.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    record = next(w for w in assess(cases.load(other)).worlds if w.name == "record")
    record.inner.outlook(), record.baseline("x_0_0")
    begun = time.process_time()
    drawn = record.outlook()
    taken = time.process_time() - begun
    assert drawn["x_12_19"].shape == (1000, 13)
    assert taken < 2  # A quarter of a second on one core.
