"""One turn of the worked case of 2008, small enough to wait for."""

import dataclasses

import pytest

from tinbergen.core.documents.cycle import Cycle
from tinbergen.loop.case.cases import load
from tinbergen.loop.cycle import turn


@pytest.fixture(scope="session")
def cycle() -> Cycle:
    return turn(dataclasses.replace(load("us-2008"), draws=100)).cycle
