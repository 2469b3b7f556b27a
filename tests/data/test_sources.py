"""Packaged data: complete, consistent, and read without importing their package."""

import math
import subprocess
import sys

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data import sources
from tinbergen.data.catalogue import EIGHT, MACRO, indicator, titles
from tinbergen.data.sources import (
    BOARD_NOTES,
    US_NOTES,
    library_data,
    library_names,
    us_board,
    us_macrodata,
    us_quarterly,
    us_table,
)

BOTH = (Period.parse("1985Q1"), Period.parse("2009Q3"))


def test_united_states() -> None:
    data = us_macrodata()
    assert (str(data.span.start), str(data.span.end)) == ("1959Q1", "2009Q3")
    assert data.names == (*EIGHT, "DEFICIT", "NET", "REST", "YD", "INFL")
    assert set(data.titles) == set(data.units) == set(data.names)
    known = np.array([data[name] for name in data.names if name not in ("INFL", "DEFICIT", "NET")])
    assert np.isfinite(known).all()
    np.testing.assert_allclose(data["C"] + data["I"] + data["G_gov"] + data["REST"], data["GDP"])
    np.testing.assert_allclose(data["YD"] + data["T"], data["GDP"])
    # What is bought less taxes less transfers is the federal deficit: budgets of 2000 and 2008.
    deficit = 100 * data["G_gov"] / data["GDP"] - data["NET"]
    np.testing.assert_allclose(deficit, data["DEFICIT"])
    first = {year: data.span.position(Period.parse(f"{year}Q1")) for year in (2000, 2008)}
    assert -2.5 < deficit[first[2000] :][:4].mean() < -1
    assert 4 < deficit[first[2008] :][:4].mean() < 6.5


def test_prices_and_the_rate_are_of_their_own_quarter() -> None:
    """CPIAUCSL was 217.463 in June 2008 and 218.877 in September; TB3MS 1.63, 1.72 and 1.13 from
    July to September. The file of statsmodels has October's prices and August to October's rate."""
    data = us_macrodata()
    third = data.span.position(Period.parse("2008Q3"))
    assert data["r"][third] == pytest.approx((1.63 + 1.72 + 1.13) / 3, abs=5e-5)
    assert data["P"][third - 1 : third + 1].tolist() == [217.463, 218.877]
    assert data["INFL"][third] == pytest.approx(400 * math.log(218.877 / 217.463))
    assert data["INFL"][third] == pytest.approx(2.59, abs=0.005)


def test_what_is_rightly_dated_there_is_as_there() -> None:
    from statsmodels.datasets import macrodata

    raw, data = macrodata.load_pandas().data, us_macrodata()
    own = {"GDP": "realgdp", "C": "realcons", "I": "realinv", "G_gov": "realgovt", "U": "unemp"}
    for name, column in {**own, "YD": "realdpi"}.items():
        np.testing.assert_allclose(data[name], raw[column])


def test_the_board_s_history() -> None:
    """2024Q4 as published: GDP 23,542.3, a bill rate of 4.40, 4.1 percent unemployed."""
    data = us_board()
    assert (str(data.span.start), str(data.span.end)) == ("1968Q1", "2024Q4")
    assert data.names == us_macrodata().names
    assert set(data.titles) == set(data.units) == set(data.names)
    assert np.isfinite([data[name] for name in data.names if name != "INFL"]).all()
    np.testing.assert_allclose(data["C"] + data["I"] + data["G_gov"] + data["REST"], data["GDP"])
    last = {name: round(float(data[name][-1]), 1) for name in ("GDP", "r", "U", "P")}
    assert last == {"GDP": 23542.3, "r": 4.4, "U": 4.1, "P": 317.6}


def test_nominal_gdp_of_the_united_states() -> None:
    """Published: 909.4 billion dollars in 1968Q1, 32,475.2 in 2026Q2; joined without a break."""
    data = us_quarterly()
    assert (str(data.extent("GDPN")), data.units["GDPN"].en) == (
        str(Period.parse("1968Q1").to(Period.parse("2026Q2"))), "billions of dollars, annual rate"
    )  # fmt: skip
    at = {q: round(float(data.at("GDPN", Period.parse(q))), 1) for q in ("1968Q1", "2026Q2")}
    assert at == {"1968Q1": 909.4, "2026Q2": 32475.2}
    known = data.window(Period.parse("1968Q1"), data.span.end)
    deflator = np.diff(np.log(known["GDPN"] / known["GDP"]))
    assert np.abs(deflator).max() < 0.035


def test_two_vintages_of_the_same_economy_agree() -> None:
    """Growth of the accounts of 2009 and of 2025, and unemployment, over the quarters of both."""
    old, new = us_macrodata().window(*BOTH), us_board().window(*BOTH)
    for name, least in {"GDP": 0.97, "C": 0.97, "I": 0.7, "G_gov": 0.9, "YD": 0.85}.items():
        one, other = (np.diff(np.log(data[name])) for data in (old, new))
        assert np.corrcoef(one, other)[0, 1] > least, name
    np.testing.assert_allclose(old["U"], new["U"], atol=0.2)
    np.testing.assert_array_equal(old["r"], new["r"])
    np.testing.assert_array_equal(old["P"], new["P"])


def test_statsmodels_is_not_imported() -> None:
    code = (
        "import sys; from tinbergen.data.sources import us_macrodata; us_macrodata();"
        "print({'statsmodels', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_notes_are_bilingual() -> None:
    assert (len(US_NOTES), len(BOARD_NOTES)) == (5, 6)
    notes = (*US_NOTES, *BOARD_NOTES, us_table().source)
    assert all(note.en.isascii() and not note.zh.isascii() for note in notes)


def test_without_statsmodels_the_fault_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "find_spec", lambda name: None)
    sources._us_macrodata.cache_clear()
    with pytest.raises(TinbergenError) as caught:
        us_macrodata()
    assert caught.value.code == "D069"


def test_klein() -> None:
    """Klein's accounts: X = C + I + G and X = Wp + T + P."""
    assert "klein1" in library_names()
    data = library_data("klein1")
    assert (str(data.span.start), data.span.length) == ("1920", 22)
    np.testing.assert_allclose(data["X"], data["C"] + data["I"] + data["G"], atol=0.11)
    np.testing.assert_allclose(data["X"], data["Wp"] + data["T"] + data["P"], atol=0.11)
    assert "Klein" in data.source.en


def test_unknown_data_are_named() -> None:
    with pytest.raises(TinbergenError) as caught:
        library_data("klein")
    assert (caught.value.code, caught.value.hint) == ("D069", "klein1")


def test_every_canonical_series_is_in_the_catalogue() -> None:
    assert set(us_macrodata().names) <= set(MACRO)
    assert all(code == entry.code and entry.title.zh for code, entry in MACRO.items())
    assert titles("GDP") == {"GDP": indicator("GDP").title}
    with pytest.raises(TinbergenError) as caught:
        indicator("INFLA")
    assert (caught.value.code, caught.value.hint) == ("D002", "INFL")
