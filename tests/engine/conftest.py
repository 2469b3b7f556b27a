"""Models and data that several tests of the engine use."""

from collections.abc import Iterator

import numpy as np
import pytest

from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import us_macrodata
from tinbergen.engine import cache
from tinbergen.model.library import load
from tinbergen.model.model import Model


@pytest.fixture(scope="session", autouse=True)
def nothing_kept_on_disk() -> Iterator[None]:
    """Hundreds of random models would crowd out the user's own compiled code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TINBERGEN_CACHE", "off")
        cache._folder.cache_clear()
        yield
    cache._folder.cache_clear()


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
