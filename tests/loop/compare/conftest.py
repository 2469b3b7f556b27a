"""Turns of the worked case of 2008 that differ in one thing each, small enough to wait for."""

import dataclasses

import pytest

from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.period import Period
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.cases import load
from tinbergen.loop.cycle import turn
from tinbergen.loop.scenarios.library import story
from tinbergen.loop.scenarios.world import under_scenario


@pytest.fixture(scope="session")
def small() -> Case:
    return dataclasses.replace(load("us-2008"), draws=50)


@pytest.fixture(scope="session")
def base(small: Case) -> Cycle:
    return turn(small).cycle


@pytest.fixture(scope="session")
def war(small: Case) -> Cycle:
    return turn(under_scenario(story("trade-war"), small)).cycle


@pytest.fixture(scope="session")
def before(small: Case) -> Cycle:
    """As of three quarters earlier."""
    return turn(small.at(Period.parse("2007Q4"))).cycle
