"""Where observations come from."""

from pathlib import Path

import pytest

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.sources import us_macrodata
from tinbergen.loop.case.packs import pack
from tinbergen.loop.case.sources import USER_VINTAGE, economy, reader

MACRO = pack("macro")
EIGHT = reader("eight", "macro")


def test_bundled_data(spoken) -> None:
    found = economy("us_macrodata", "auto", Path(), pack=MACRO, reader=EIGHT)
    data = found.store.as_of("2009Q3")
    assert data.names == (*us_macrodata().names, "RULE", "TAX")
    assert (data["GDP"] == us_macrodata()["GDP"]).all()
    assert found.store.vintages[-1] == Period.parse("2009Q3")
    spoken(found.source, *found.notes)


def test_a_file(write_eight, spoken) -> None:
    path = write_eight()
    found = economy(path.name, "auto", path.parent, pack=MACRO, reader=EIGHT)
    assert found.notes == (USER_VINTAGE,)
    spoken(*found.notes)
    assert {"GDP", "REST", "YD", "INFL"} <= set(found.store.as_of("2009Q3"))
    assert [a.code for a in found.advice] == ["D060"]
    said = economy(
        path.name,
        "level",
        path.parent,
        pack=MACRO,
        reader=EIGHT,
        units={"GDP": Text("yen", "日元")},
    )
    assert said.advice == ()  # as asked
    data = said.store.as_of("2009Q3")
    assert (data.units["GDP"].en, data.units["DEFICIT"].en) == ("yen", "percent of GDP")


@pytest.mark.parametrize("source", ["us_macrodat", "", ".", "x" * 400, "a\x00b"])
def test_nothing_there(source, tmp_path) -> None:
    at = Location("case.yaml", 7, 11)
    with pytest.raises(TinbergenError) as caught:
        economy(source, "auto", tmp_path, at, pack=MACRO, reader=EIGHT)
    fault = caught.value
    assert (fault.code, fault.at) == ("L011", at)
    assert fault.hint == ("us_macrodata" if source == "us_macrodat" else None)


def test_faults_in_the_file_are_its_own(tmp_path) -> None:
    (tmp_path / "bad.csv").write_text("date,GDP\n2008Q1,1\n2008Q2,2\n")
    with pytest.raises(TinbergenError) as caught:
        economy("bad.csv", "auto", tmp_path, pack=MACRO, reader=EIGHT)
    assert caught.value.code == "D057"
