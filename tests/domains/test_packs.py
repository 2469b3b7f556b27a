"""What every pack of ours declares: headlines, plausible ranges, what it brings."""

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case import cases, packs, registry


@pytest.mark.parametrize("name", packs.names())
def test_headlines_and_ranges_are_declared(name: str) -> None:
    pack = packs.pack(name)
    assert pack.headline
    assert all(pack.indicator(code) for code in pack.headline)
    assert any(i.plausible for i in pack.indicators)


#: Observed, and beyond what may be expected of a quarter: closing down in the epidemic.
CLOSED = {
    (case, "GROWTH"): ("2020Q2",)
    for case in (
        "us-now",
        "us-crisis",
        "us-stagflation",
        "us-rate-and-purchases",
        "us-bound",
        "us-manufacturer",
        "us-manufacturer-2018",
        "us-banks",
        "us-banks-2019",
        "us-banks-reverse",
        "us-banks-groups",
    )
}


@pytest.mark.parametrize("name", cases.names())
def test_what_was_observed_is_plausible(name: str) -> None:
    case = cases.load(name)
    data = derive(case.model, case.store.as_of(case.store.vintages[-1]))
    checked = [i for i in case.pack.indicators if i.plausible and i.code in data]
    assert checked
    for indicator in checked:
        low, high = indicator.plausible
        series = data[indicator.code].copy()
        for quarter in CLOSED.get((name, indicator.code), ()):
            at = data.span.position(Period.parse(quarter))
            assert not low <= series[at] <= high
            series[at] = np.nan
        seen = series[np.isfinite(series)]
        assert seen.size == 0 or (low <= seen.min() and seen.max() <= high), indicator.code


def test_one_pack_is_the_default() -> None:
    assert [n for n in packs.names() if packs.pack(n).default] == [packs.default()]


def test_nothing_is_brought_twice() -> None:
    for kind in ("QUESTIONS", "CALIBRATIONS", "READERS", "STARTS", "PICTURES"):
        brought = [name for place in packs.places() for name in registry.brought(kind, place)]
        assert len(brought) == len(set(brought))
