"""Tables of documents: their dates, their sentences."""

from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency
from tinbergen.text.index.documents import Columns, known_from, read_documents, sentences_of

TABLE = """text,meeting,published
Prices rose.,19960326,1996-05-24
Jobs fell.,19960326,1996-05-24
Rates stay.,19960131,1996-03-15
,19960131,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "d.csv").write_text(TABLE)
    return tmp_path / "d.csv"


COLUMNS = Columns(period="meeting", document="meeting")


def test_documents_are_in_order_of_what_they_speak_of(table) -> None:
    found = read_documents(table, COLUMNS)
    assert [(d.name, str(d.period), str(d.vintage)) for d in found.documents] == [
        ("19960131", "1996Q1", "1996-03"), ("19960326", "1996Q1", "1996-05")
    ]  # fmt: skip
    assert found.places == (1, 1, 0) and found.texts[2] == "Rates stay."
    monthly = read_documents(table, COLUMNS, frequency=Frequency.MONTHLY)
    assert [str(d.period) for d in monthly.documents] == ["1996-01", "1996-03"]


@pytest.mark.parametrize(
    ("day", "dated", "month"),
    [((1996, 3, 29), "end", "1996-03"), ((1996, 3, 15), "middle", "1996-03"),
     ((1996, 3, 16), "middle", "1996-04"), ((1996, 12, None), "middle", "1997-01"),
     ((1996, 12, None), "end", "1996-12")],
)  # fmt: skip
def test_a_vintage_sees_only_what_was_out_on_its_day(day, dated, month) -> None:
    assert str(known_from(day, dated)) == month


def test_dates_that_are_none_and_documents_with_two(table) -> None:
    table.write_text(TABLE.replace("1996-03-15", "spring"))
    with pytest.raises(TinbergenError, match="T190") as told:
        read_documents(table, COLUMNS)
    assert told.value.at.line == 4
    table.write_text(TABLE.replace("Jobs fell.,19960326,1996-05-24", "Jobs.,19960326,1996-06-24"))
    with pytest.raises(TinbergenError, match="T191"):
        read_documents(table, COLUMNS)
    table.write_text("text,published\n,1996-01\n")
    with pytest.raises(TinbergenError, match="T192"):
        read_documents(table, Columns())


def test_sentences_end_at_stops_and_not_at_initials() -> None:
    said = 'The U.S. economy grew. Mr. Smith said "no." Prices rose 2.5 percent!  Why?'
    assert sentences_of(said) == (
        "The U.S. economy grew.", 'Mr. Smith said "no."', "Prices rose 2.5 percent!", "Why?"
    )  # fmt: skip
    assert sentences_of("他说：“要加息。”物价上涨。就业下降！") == (
        "他说：“要加息。”", "物价上涨。", "就业下降！"
    )  # fmt: skip
