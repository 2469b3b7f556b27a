"""The minutes' index beside the published one, and whether it earns a place in the outlook.

Published: Shah, Paturi and Chava (2023), *Trillion Dollar Words*, ACL, per meeting 1996 to 2022.
"""

import numpy as np
import pytest

from tinbergen.data.store import Store

pytest.importorskip("sklearn")
pytest.importorskip("pyarrow")


def test_minutes_that_were_not_read_are_measured(shared, tmp_path, load_example) -> None:
    """Counted words alone reach .63 (.46 to .74), the probe .75 (docs/text-index.md)."""
    fomc = load_example("fomc_index")
    found = fomc.measured(shared / "data" / "text", tmp_path, "lexical")
    assert found["meetings"] == 214
    assert found["correlation"] == pytest.approx(0.63, abs=0.03)
    assert found["low"] > 0.3 and found["low"] < found["correlation"] < found["high"]
    # Bands that cover single sentences alone hold far less than nine tenths.
    assert 0.25 < found["inside"] < 0.55
    # The minutes of 5 August 2008, the quarter's first, came out on 26 August.
    store = Store.read(tmp_path / "index.csv")
    assert str(store.as_of("2008-07", frequency="Q").extent("STANCE").end) == "2008Q2"
    assert str(store.as_of("2008-08", frequency="Q").extent("STANCE").end) == "2008Q3"
    told = fomc.diagnosed(tmp_path)
    assert "than Taylor's rule prescribes" in told.en
    fomc.report(tmp_path, found, told)
    assert told.zh in (tmp_path / "report.zh.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_index_does_not_earn_a_place_in_the_outlook(shared, tmp_path) -> None:
    """It helps to foresee the bill rate against the same sample, and nothing against what ships."""
    from benchmarks.text_outlook import compared

    rows = compared(shared, tmp_path)
    against = {(r["against"], r["variable"], r["horizon"]): r for r in rows}
    assert against["short", "RATE", "2"]["ratio"] == pytest.approx(0.926, abs=0.02)
    shipped = [r for r in rows if r["against"] == "long"]
    assert len(shipped) == 22 and not [r for r in shipped if r["p_value"] < 0.05 and r["ratio"] < 1]
    assert np.mean([r["ratio"] for r in shipped if r["variable"] == "GDP"]) > 1


def test_the_published_index_is_known_when_it_was_out(shared, tmp_path) -> None:
    from benchmarks.text_outlook import stance

    store = Store.read(stance(shared, tmp_path))
    # Out on 29 March 1996, after the middle of the month; May's brought the second meeting's.
    assert "1996-04" in [str(v) for v in store.vintages]
    assert "1996-03" not in [str(v) for v in store.vintages]
    early, late = (store.as_of(v, frequency="Q")["STANCE"][0] for v in ("1996-04", "1996-06"))
    assert early == pytest.approx(-0.0472, abs=1e-4)
    assert late == pytest.approx((-0.0472 + 0.2208) / 2, abs=1e-4)
