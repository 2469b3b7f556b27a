"""Worked cases of actors walk the circle to its end, and the report of it can be made."""

import dataclasses

import pytest

from tinbergen.loop.case import cases
from tinbergen.loop.cycle import turn
from tinbergen.report.case.report import build


@pytest.mark.parametrize(
    ("name", "reviewed"), [("japan-bank-2014", 0), ("japan-manufacturer-2014", 2)]
)
def test_a_case_of_an_actor_runs(name: str, reviewed: int) -> None:
    """The bank's books end with the as-of date; of the manufacturer output and prices came in,
    from which its definitions make the rest."""
    run = turn(dataclasses.replace(cases.load(name), draws=60))
    monitoring = run.cycle.monitoring
    assert len(monitoring.reviews if monitoring else ()) == reviewed
    titles = [section.title.en for section in build(run).sections]
    assert "The model" in titles and ("Monitoring" in titles) is bool(reviewed)
