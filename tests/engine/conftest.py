"""Models and data that several tests of the engine use."""

import numpy as np
import pytest

from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import us_macrodata
from tinbergen.model.library import load
from tinbergen.model.model import Model


@pytest.fixture(scope="session")
def keynes() -> Model:
    """A nonlinear quarterly model: logarithms, ratios, a rate that can't go below zero."""
    return load("us_keynes")


@pytest.fixture(scope="session")
def us() -> Dataset:
    data = us_macrodata()
    return data.assign(TAX=np.zeros(data.span.length))


@pytest.fixture(scope="session")
def recession() -> Span:
    return Period.parse("2006Q1").to(Period.parse("2009Q3"))


@pytest.fixture(scope="session", autouse=True)
def fresh(nothing_kept_on_disk: None) -> None:
    """Nothing compiled is read from the disk or left there."""
