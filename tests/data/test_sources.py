"""Packaged data: complete, consistent, and read without importing their package."""

import subprocess
import sys

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data import sources
from tinbergen.data.catalogue import EIGHT, MACRO, indicator, titles
from tinbergen.data.sources import US_NOTES, library_data, library_names, us_macrodata


def test_united_states() -> None:
    data = us_macrodata()
    assert (str(data.span.start), str(data.span.end)) == ("1959Q1", "2009Q3")
    assert data.names == (*EIGHT, "REST", "YD", "INFL")
    assert set(data.titles) == set(data.units) == set(data.names)
    known = np.array([data[name] for name in data.names if name != "INFL"])
    assert np.isfinite(known).all()
    np.testing.assert_allclose(data["C"] + data["I"] + data["G_gov"] + data["REST"], data["GDP"])
    np.testing.assert_allclose(data["YD"] + data["T"], data["GDP"])


def test_inflation_is_the_one_the_source_prints() -> None:
    """The file's own infl = 400 Δlog cpi, printed to two decimals (first quarter: 0)."""
    from statsmodels.datasets import macrodata

    printed = macrodata.load_pandas().data["infl"].to_numpy()
    np.testing.assert_allclose(us_macrodata()["INFL"][1:], printed[1:], atol=0.00501)


def test_statsmodels_is_not_imported() -> None:
    code = (
        "import sys; from tinbergen.data.sources import us_macrodata; us_macrodata();"
        "print({'statsmodels', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_notes_are_bilingual() -> None:
    assert len(US_NOTES) == 4
    assert all(note.en.isascii() and not note.zh.isascii() for note in US_NOTES)


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
