"""Small economies on disk: models, data and case files that tests join as they need."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.model.dynare.parser import parse, parse_file

START = Period.parse("2000Q1")
AS_OF = "2009Q4"

#: A backward-looking economy with a rule, government purchases and a tax.
SMALL = """
var y pi i; varexo g tau;
parameters a b; a = .8; b = .25;
model;
[name='output'] y = a*y(-1) - b*(i(-1) - pi(-1)) + .5*g - .3*tau;
[name='prices'] pi = .7*pi(-1) + .2*y(-1);
[name='rule'] i = .6*i(-1) + .6*pi + .2*y;
end;
"""
#: The same with a curved Phillips curve.
CURVED = SMALL.replace(".2*y(-1);", ".2*y(-1) + .03*y(-1)^2;")


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": text + "。"}


class Workshop:
    """A folder in which cases are written and read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def table(self, name: str, start: Period | str, columns: Mapping[str, Any]) -> str:
        """A CSV of series by period; NaN is an empty cell."""
        first = Period.parse(start)
        rows = [",".join(["date", *columns])]
        for t in range(len(next(iter(columns.values())))):
            cells = ["" if np.isnan(v[t]) else repr(float(v[t])) for v in columns.values()]
            rows.append(",".join([str(first + t), *cells]))
        return self.file(name, "\n".join(rows) + "\n")

    def effects(
        self, name: str, responses: Mapping[tuple[str, str], Any], errors: Mapping | None = None
    ) -> str:
        """A CSV of impulse responses, with their standard errors."""
        rows = ["instrument,indicator,horizon,effect,error"]
        for pair, response in responses.items():
            error = (errors or {}).get(pair, np.zeros(len(response)))
            rows += [
                f"{pair[0]},{pair[1]},{h},{float(e)!r},{float(s)!r}"
                for h, (e, s) in enumerate(zip(response, error, strict=True))
            ]
        return self.file(name, "\n".join(rows) + "\n")

    def document(self, **changes: Any) -> dict[str, Any]:
        """A case: government purchases against output and prices, eight quarters."""
        found: dict[str, Any] = {
            "name": "small", "title": words("A small economy"),
            "data": {"source": "data.csv", "columns": "own"}, "as_of": AS_OF,
            "model": "small.mod", "horizon": 8, "draws": 120, "seed": 7,
            "uncertainty": {"disturbances": {"output": 0.5, "prices": 0.3, "rule": 0.2}},
            "exogenous": {n: {"rule": "constant", "value": 0} for n in ("g", "tau")},
            "diagnosis": [], "alternatives": [],
            "instruments": [self.instrument("g")],
            "targets": [self.target("y", 1.0), self.target("pi", 0.5)],
        }  # fmt: skip
        return {k: v for k, v in {**found, **changes}.items() if v is not None}

    def instrument(self, name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "title": words(name), "unit": words("percent"), "cost": 0.1, **more}

    def target(self, variable: str, desired: float = 0.0, **more: Any) -> dict[str, Any]:
        return {"variable": variable, "title": words(variable), "unit": words("percent"),
                "desired": desired, **more}  # fmt: skip

    def case(self, **changes: Any) -> Case:
        """The case of a document, written to disk and read again."""
        return cases.load(self.path(**changes))

    def path(self, **changes: Any) -> Path:
        text = yaml.safe_dump(self.document(**changes), allow_unicode=True, sort_keys=False)
        return self.folder / self.file("case.yaml", text)

    def table_case(self, **changes: Any) -> Case:
        """A case without a model of its own."""
        return self.case(**{"model": None, "exogenous": None, "uncertainty": None, **changes})


def history(text: str, until: int = 60, seed: int = 5) -> Dataset:
    """Data that a model makes with disturbances, ``until`` periods of them."""
    model = parse(text)
    rng = np.random.default_rng(seed)
    names = [*model.endogenous, *model.exogenous]
    data = Dataset.of(START - 1, {n: np.zeros(until + 1) for n in names})
    data = data.assign(**{n: np.r_[0, 0.3 * rng.standard_normal(until)] for n in ("g", "tau")})
    span = START.to(START + (until - 1))
    bumps = {e.name: 0.4 * rng.standard_normal(until) for e in model.equations}
    run = simulate(model, data, span, residuals=Dataset.of(START, bumps))
    return run.data.window(START, span.end)


@pytest.fixture
def workshop(tmp_path) -> Workshop:
    """A folder with the small model, in its straight and its curved form, and its data."""
    made = Workshop(tmp_path)
    made.file("small.mod", SMALL)
    made.file("curved.mod", CURVED)
    data = history(SMALL)
    made.table("data.csv", START, {n: data[n] for n in data})
    return made


@pytest.fixture(scope="session")
def small_history() -> Dataset:
    return history(SMALL)


QPM = Path(__file__).parents[2] / "reference" / "models" / "qpm.mod"


@pytest.fixture(scope="session")
def qpm_states() -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Paths of the projection model's variables over 100 quarters, and the shocks behind them."""
    solved = equilibrium(parse_file(QPM))
    rng = np.random.default_rng(3)
    shocks = rng.normal(size=(100, 3)) * np.sqrt(np.diag(solved.covariance))
    state = np.zeros(len(solved.model.endogenous))
    states = []
    for shock in shocks:
        state = solved.ghx @ state[solved.solution.incidence.states] + solved.ghu @ shock
        states.append(state)
    columns = dict(zip(solved.model.endogenous, np.array(states).T, strict=True))
    return columns, shocks


@pytest.fixture
def qpm(tmp_path, qpm_states) -> Callable[..., Case]:
    """Cases on the projection model, output unobserved; the policy rate is the instrument."""
    made = Workshop(tmp_path)
    made.file("qpm.mod", QPM.read_text(encoding="utf-8"))
    made.table("data.csv", "1990Q1", {n: qpm_states[0][n] for n in ("pi", "rs", "z")})

    def case(**changes: Any) -> Case:
        return made.case(
            **{
                "name": "gaps", "model": "qpm.mod", "as_of": "2012Q4", "exogenous": None,
                "uncertainty": None, "observed": {"pi": 0.0, "rs": 0.0, "z": 0.0},
                "instruments": [made.instrument("rs", instead_of="rule")],
                "targets": [made.target("pi"), made.target("y")],
                "trip_wires": {"variables": ["pi"]},
                **changes,
            }
        )  # fmt: skip

    return case
