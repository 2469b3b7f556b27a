"""The eight-column start: a plain CSV becomes a case that can be turned."""

import dataclasses

import numpy as np
import pytest
import yaml

from tinbergen.core.documents.problem import Constraint, Instrument, Target
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.sources import us_macrodata
from tinbergen.domains.macro import questions as macro
from tinbergen.domains.macro.eight_columns import eight_column_case, quarterly
from tinbergen.loop.case import cases
from tinbergen.loop.case.casefile import ConstraintPart, InstrumentPart, TargetPart
from tinbergen.loop.cycle import turn
from tinbergen.loop.plan import make_plan
from tinbergen.loop.situation import assess

PARTS = {Instrument: InstrumentPart, Target: TargetPart, Constraint: ConstraintPart}
AS_OF = Period.parse("2005Q4")


@pytest.fixture(autouse=True)
def without_gap(monkeypatch) -> None:
    """The output gap is tested elsewhere, and its maximum likelihood takes most of a turn."""
    monkeypatch.setitem(macro.QUESTIONS, "output gap", lambda situation, question: ())


def quick(case):
    return dataclasses.replace(case, draws=60)


@pytest.mark.parametrize(
    ("written", "as_of", "price"),
    [
        ({}, "2005Q4", "auto"),
        ({"price": "inflation"}, "2005Q4", "auto"),
        ({"price": "inflation"}, "2005Q4", "inflation"),
        ({"monthly": True, "until": "2009-09"}, "2005Q4", "level"),
        ({"step": 4, "until": "2009"}, "2005", "level"),
        ({"scale": 1e-3}, "2005Q4", "level"),
        ({"scale": 1e9}, "2005Q4", "level"),
    ],
)
def test_files_of_all_kinds_give_a_turn(written, as_of, price, write_eight, spoken) -> None:
    case = quick(eight_column_case(write_eight(**written), Period.parse(as_of), price))
    cycle = turn(case).cycle
    plan = cycle.plan
    annual = "step" in written
    assert case.model.name == ("keynes_annual" if annual else "us_keynes")
    assert plan.horizon == (5 if annual else 12)
    assert plan.loss < plan.baseline_loss
    assert plan.kkt_residual < 1e-6
    assert not plan.verdict.en.startswith("No path")
    assert min(next(s.values for s in plan.instruments if s.name == "r")) >= 0
    last = Period.parse("2008") if annual else Period.parse("2008Q4")
    # Two hundred and three quarters make fifty whole years, the last of them 2008.
    assert cycle.monitoring.reviews[-1].period == last
    # What of taxes was a measure eight columns do not show: the plan's effects alone are known.
    assert len(cycle.evaluation.findings) == 4
    spoken(case.title, plan.verdict, *(f.statement for f in cycle.diagnosis.findings))


def test_reading_prices_is_advised_upon(write_eight) -> None:
    codes = [a.code for a in eight_column_case(write_eight(), AS_OF).advice]
    assert codes == ["D060", "L261"]
    months = write_eight(monthly=True, until="2009-09")
    assert [a.code for a in eight_column_case(months, AS_OF).advice] == ["D060", "L015", "L261"]


def test_units_do_not_matter(write_eight) -> None:
    plans = [
        make_plan(assess(quick(eight_column_case(write_eight(scale=s), AS_OF)))) for s in (1.0, 1e6)
    ]
    for one, other in zip(*(p.attainment for p in plans), strict=True):
        assert one.planned == pytest.approx(other.planned, rel=1e-6)
    for k, name in enumerate(("G_gov", "TAX", "r")):
        factor = 1e6 if name == "G_gov" else 1.0
        np.testing.assert_allclose(
            plans[1].instruments[k].values,
            factor * np.array(plans[0].instruments[k].values),
            rtol=1e-5, atol=1e-5,
        )  # fmt: skip


def test_months_become_quarters() -> None:
    data = us_macrodata()
    monthly = data.of(
        "1959-01", {n: np.repeat(data[n], 3) for n in data if n != "INFL"} | {"INFL": np.ones(609)}
    )
    lower = quarterly(monthly)
    assert lower.span == data.span
    for name in data:
        np.testing.assert_allclose(lower[name][1:], data[name][1:], rtol=1e-10)


def as_case_file(case, source: str) -> str:
    """The case that the eight columns make, as a file."""

    def words(text):
        return {"en": text.en, "zh": text.zh}

    def part(thing, *more):
        names = PARTS[type(thing)].model_fields
        found = {
            n: getattr(thing, n) for n in names if n not in ("title", "unit") and hasattr(thing, n)
        }
        if found.get("money"):
            found["money"] = {"per": found["money"].per, "factor": found["money"].factor}
        if "owner" in found:
            found["owner"] = words(found["owner"])
        return {k: v for k, v in found.items() if v is not None} | {
            "title": words(thing.title), "unit": words(thing.unit),
        }  # fmt: skip

    return yaml.safe_dump(
        {
            "name": case.name,
            "title": words(case.title),
            "data": {"source": source, "price": "level"},
            "as_of": str(case.as_of),
            "model": case.model.name,
            "horizon": case.horizon,
            "draws": case.draws,
            "seed": case.seed,
            "exogenous": {n: p.model_dump(exclude_none=True) for n, p in case.paths.items()},
            "policy": dict(case.policy),
            "instruments": [part(i) for i in case.instruments],
            "targets": [part(t) for t in case.targets],
            "constraints": [part(c) for c in case.constraints],
            "trip_wires": {
                "level": case.trip_level,
                "periods": case.trip_periods,
                "variables": list(case.trip_variables),
            },
            "monitor": {"until": str(case.monitor_until)},
            "budget": {
                "unit": words(case.budget.unit),
                "fiscal_year": case.budget.fiscal_year,
                "deficit": {"variable": case.budget.deficit[0]},
            },
        },
        allow_unicode=True,
    )


@pytest.mark.parametrize(("step", "as_of"), [(1, "2005Q4"), (4, "2005")])
def test_a_case_file_with_the_same_data_gives_the_same_plan(step, as_of, write_eight) -> None:
    until = "2009Q3" if step == 1 else "2009"
    path = write_eight(step=step, until=until)
    direct = quick(eight_column_case(path, Period.parse(as_of), "level"))
    path.with_suffix(".yaml").write_text(as_case_file(direct, path.name), encoding="utf-8")
    through = cases.load(path.with_suffix(".yaml"))
    plan = make_plan(assess(direct))
    assert make_plan(assess(through)).id == plan.id
    assert plan.fiscal is not None
    # Borrowing is in the file's own money, measures and the answer of taxes sum to its change.
    changes = [
        next(np.array(s.values, dtype=float) for s in paths if s.name == "BORROWING")
        for paths in (plan.planned, plan.baseline)
    ]
    total = (changes[0] - changes[1]).sum() / direct.as_of.frequency
    assert sum(plan.fiscal.deficit) == pytest.approx(total)
    assert sum(plan.fiscal.direct) + sum(plan.fiscal.induced) == pytest.approx(total)


def test_the_date_is_the_last_by_default(write_eight, spoken) -> None:
    case = quick(eight_column_case(write_eight()))
    assert case.as_of == Period.parse("2009Q3")
    assert case.monitor_until is None
    cycle = turn(case).cycle
    assert cycle.monitoring is None
    spoken(*cycle.advice)
    assert "Nothing has come in" in cycle.advice[0].en


@pytest.mark.parametrize(
    ("as_of", "code"),
    [("2008", "L014"), ("2008-09", "L014"), ("2009Q4", "L007"), ("1958Q4", "L008")],
)
def test_dates_that_do_not_fit(as_of, code, write_eight) -> None:
    with pytest.raises(TinbergenError) as caught:
        eight_column_case(write_eight(), Period.parse(as_of))
    assert caught.value.code == code


def test_where_a_file_lies_does_not_matter(write_eight) -> None:
    one, other = (quick(eight_column_case(write_eight(), AS_OF)) for _ in range(2))
    assert one.source.en == "economy.csv"
    assert make_plan(assess(one)).id == make_plan(assess(other)).id


def test_names_come_from_the_file(write_eight) -> None:
    assert eight_column_case(write_eight("My data (2).csv")).name == "My-data-2"
    assert eight_column_case(write_eight("数据.csv")).name == "case"
    assert eight_column_case(write_eight("数据.csv")).title.zh == "数据，截至2009Q3"


@pytest.mark.parametrize(("spent", "code"), [("0", "L019"), ("1e-297", "F240")])
def test_a_state_that_spends_next_to_nothing(spent, code, write_eight) -> None:
    path = write_eight()
    rows = [line.split(",") for line in path.read_text().splitlines()]
    column = rows[0].index("G_gov")
    for row in rows[1:]:
        row[column] = spent
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    with pytest.raises(TinbergenError) as caught:
        eight_column_case(path)
    assert (caught.value.code, caught.value.facts["name"]) == (code, "G_gov")
