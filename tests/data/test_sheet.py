"""Text to cells, and every cell's place."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.data.sheet import place, read_sheet

cell = st.text(alphabet=st.sampled_from('ab1 ,;"\né国.'), max_size=6).map(str.strip)


@given(
    st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from([",", ";"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_place_is_where_its_cell_begins(rows, delimiter: str, quoting: int) -> None:
    """The scanner that finds places agrees with what the csv module wrote."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
    lines = stream.getvalue().split("\n")
    first = 1
    for row in rows:
        for index, text in enumerate(row):
            at = place("f", lines, first, delimiter, index)
            rest = "\n".join([lines[at.line - 1][at.column - 1 :], *lines[at.line :]])
            quoted = '"' + text.replace('"', '""') + '"'
            assert rest.startswith(quoted if rest.startswith('"') else text)
        first += sum(text.count("\n") for text in row) + 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write, delimiter: str) -> None:
    text = "date,GDP,C\n2008,1.5,2\n2009,2.5,3\n".replace(",", delimiter)
    sheet = read_sheet(write(text))
    assert (sheet.delimiter, sheet.header) == (delimiter, ("date", "GDP", "C"))
    assert sheet.rows == (("2008", "1.5", "2"), ("2009", "2.5", "3"))


def test_decimal_commas_do_not_pass_for_the_delimiter(write) -> None:
    assert read_sheet(write("date;GDP;C\n2008;1,5;2,5\n2009;1,6;2,6\n")).delimiter == ";"


def test_excel_declares_the_delimiter(write) -> None:
    sheet = read_sheet(write("sep=|\ndate|GDP,bn\n2008|1\n"))
    assert (sheet.header, sheet.header_line) == (("date", "GDP,bn"), 2)


def test_comments_blank_lines_titles_and_notes_are_left_out(write) -> None:
    text = (
        "# Source: statistical office\nTable 1,,\n\ndate,GDP,C\n2008,1,2\n,,\n"
        "2009,2,3\n#N/A,4,5\nNote: chained prices\n"
    )
    sheet = read_sheet(write(text))
    assert sheet.comments == ("Source: statistical office",)
    assert sheet.header_line == 4
    assert sheet.row_lines == (5, 7, 8)
    assert [one.facts["lines"] for one in sheet.advice] == ["2, 9"]


def test_trailing_delimiters_of_spreadsheets_are_dropped(write) -> None:
    assert read_sheet(write("date,GDP,,\n2008,1,,\n2009,2,,\n")).header == ("date", "GDP")


def test_quoted_cells_may_hold_delimiters_and_line_breaks(write) -> None:
    sheet = read_sheet(write('date,"GDP,\nreal"\n2008,"1,234.5"\n2009,x\n'))
    assert sheet.header == ("date", "GDP,\nreal")
    assert sheet.rows[0] == ("2008", "1,234.5")
    assert (sheet.at(1, 1).line, sheet.at(1, 1).column) == (4, 6)


@pytest.mark.parametrize(
    ("bound", "limit", "text"),
    [
        ("table_rows", 3, "date,GDP\n" + "2008,1\n" * 5),
        ("table_columns", 3, "date,a,b,c,d\n2008,1,2,3,4\n"),
    ],
)
def test_bounds(write, bound: str, limit: int, text: str) -> None:
    with limits.raised(**{bound: limit}), pytest.raises(TinbergenError) as caught:
        read_sheet(write(text))
    assert (caught.value.code, caught.value.facts["name"]) == ("C240", bound)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_content_gives_a_sheet_or_a_coded_error(tmp_path_factory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        sheet = read_sheet(path)
    except TinbergenError as fault:
        assert fault.code[0] == "D"
    else:
        assert all(len(row) == len(sheet.header) for row in sheet.rows)
