"""A decision: who adopted which plan, when, and what was set."""

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.documents.plan import Adoption
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, is_intact, to_json
from tinbergen.data.dataset import Dataset
from tinbergen.loop.adopt import adopt
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor


def test_who_when_and_what(plan) -> None:
    adopted = adopt(plan, by="the Congress", settings={"G_gov": [900.0, None, 910.0, float("nan")]})
    assert adopted.plan is plan
    assert adopted.by == "the Congress"
    assert adopted.on == plan.start - 1
    (series,) = adopted.settings
    assert (series.name, series.start) == ("G_gov", plan.start)
    assert series.values == (900.0, None, 910.0, None)
    assert series.unit == next(s.unit for s in plan.instruments if s.name == "G_gov")
    assert adopted.provenance.cites == (plan.id,)
    again = from_json(Adoption, to_json(adopted))
    assert again == adopted
    assert is_intact(again)
    assert adopt(plan, by="the Congress").id != adopted.id
    assert adopt(plan, by="x", on="2009Q1").on == Period.parse("2009Q1")


def test_what_is_read_is_what_was_set(us, plan) -> None:
    """The first setting unlike the data's: news says how much of it that explains."""
    path = list(us.store.as_of("2009Q3").window(plan.start, plan.start + 3)["G_gov"])
    same, more = (
        monitor(us, adopt(plan, by="x", settings={"G_gov": values}), revise=False)
        for values in (path, [path[0] + 50.0, *path[1:]])
    )
    plain = monitor(us, plan, revise=False)
    assert [r.findings[0].parts for r in same.reviews] == [
        r.findings[0].parts for r in plain.reviews
    ]
    part = {p.name: p.value for p in more.reviews[0].findings[0].parts}
    before = {p.name: p.value for p in plain.reviews[0].findings[0].parts}
    assert part["G_gov"] - before["G_gov"] > 0.1
    total = sum(part.values())
    assert total == pytest.approx(more.reviews[0].findings[0].estimate, abs=1e-6)
    worked = [
        evaluate(us, a).findings for a in (plan, adopt(plan, by="x", settings={"G_gov": path}))
    ]
    assert [f.estimate for f in worked[0]] == [f.estimate for f in worked[1]]


def test_gaps_in_what_is_recorded_are_the_datas(us, plan) -> None:
    partly = adopt(plan, by="x", settings={"G_gov": [None, None]})
    plain = monitor(us, plan, revise=False)
    for a, b in zip(monitor(us, partly, revise=False).reviews, plain.reviews, strict=True):
        np.testing.assert_array_equal(
            [p.value for f in a.findings for p in f.parts],
            [p.value for f in b.findings for p in f.parts],
        )


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("L077", {"settings": {"G_goov": [1.0]}}),
        ("L078", {"settings": {"G_gov": [1.0] * 13}}),
        ("L014", {"on": "2009"}),
        ("C001", {"on": "soon"}),
        ("L095", {"by": " "}),
        ("L095", {"by": 5}),
        ("L096", {"on": "2012Q1"}),
        ("L097", {"settings": {"G_gov": [float("inf")]}}),
        ("L097", {"settings": {"G_gov": [900.0, True]}}),
        ("L097", {"settings": {"G_gov": [-1e31]}}),
        ("L097", {"settings": {"G_gov": ["much"]}}),
        ("C010", {"settings": [900.0]}),
    ],
)
def test_records_that_do_not_fit(plan, code, arguments) -> None:
    with pytest.raises(TinbergenError, match=code) as caught:
        adopt(plan, **{"by": "x", **arguments})
    for lang in ("en", "zh"):
        assert "{" not in caught.value.render(lang)
    if code == "L077":
        assert caught.value.hint == "G_gov"


def test_dates_of_a_table_count(us, plan) -> None:
    """A table that begins before the plan is not taken to begin with it."""
    index = pd.period_range(str(plan.start - 2), periods=4, freq="Q")
    table = pd.DataFrame({"G_gov": [1.0, 2.0, 900.0, 910.0]}, index=index)
    (dated,) = adopt(plan, by="x", settings=table).settings
    assert (dated.start, dated.values[:2]) == (plan.start, (900.0, 910.0))
    (days,) = adopt(plan, by="x", settings=table.set_index(index.to_timestamp())).settings
    assert days.values == dated.values
    (single,) = adopt(plan, by="x", settings=table["G_gov"]).settings
    assert single.values == dated.values
    (plain,) = adopt(plan, by="x", settings=table.reset_index(drop=True)).settings
    assert plain.values[:2] == (1.0, 2.0)
    with pytest.raises(TinbergenError, match="L014"):
        adopt(plan, by="x", settings=table.set_index(index.asfreq("Y") + np.arange(4)))


def test_a_dataset_is_a_table_with_dates(plan) -> None:
    name = plan.instruments[0].name
    data = Dataset.of(plan.start - 1, {name: np.array([9.0, 1.0, 2.0])})
    (series,) = adopt(plan, by="x", settings=data).settings
    assert (series.start, series.values) == (plan.start, (1.0, 2.0))
