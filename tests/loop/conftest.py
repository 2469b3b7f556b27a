"""One turn of the worked case, computed once, and ways to change it."""

import dataclasses
from collections.abc import Callable

import pytest

from tinbergen.core.documents.cycle import Diagnosis
from tinbergen.core.documents.plan import Plan
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import us_macrodata
from tinbergen.data.store import Store
from tinbergen.domains.macro.canonical import with_policy
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.cycle import Run, turn
from tinbergen.loop.situation import Situation

#: Enough for shares of draws to differ, few enough to be quick.
DRAWS = 150


@pytest.fixture(scope="session")
def us() -> Case:
    """The worked case with fewer draws."""
    return dataclasses.replace(cases.load("us-2008"), draws=DRAWS)


@pytest.fixture(scope="session")
def run(us: Case) -> Run:
    return turn(us)


@pytest.fixture(scope="session")
def situation(run: Run) -> Situation:
    return run.situation


@pytest.fixture(scope="session")
def diagnosis(run: Run) -> Diagnosis:
    return run.cycle.diagnosis


@pytest.fixture(scope="session")
def plan(run: Run) -> Plan:
    return run.cycle.plan


@pytest.fixture(scope="session")
def altered(us: Case) -> Callable[[Callable[[Dataset], Dataset]], Case]:
    """The worked case on other data."""

    def make(change: Callable[[Dataset], Dataset]) -> Case:
        data = with_policy(us_macrodata(), us.pack)
        return dataclasses.replace(us, store=Store.final_values(change(data)))

    return make
