"""Simulated equations with known structure."""

from collections.abc import Callable

import pytest

from tinbergen.statistics.regression.equation import EquationData


@pytest.fixture(scope="session")
def make(make_equation: Callable[..., EquationData]) -> Callable[..., EquationData]:
    return make_equation
