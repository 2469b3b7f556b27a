"""The situation that questions are asked of."""

import dataclasses

import pytest

from tinbergen.loop.case import cases
from tinbergen.loop.situation import Situation, assess


@pytest.fixture(scope="session")
def situation() -> Situation:
    """The worked case of the United States, with few draws."""
    return assess(dataclasses.replace(cases.load("us-2008"), draws=150))
