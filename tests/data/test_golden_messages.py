"""The words that a person who exported a CSV file gets to read, one file a kind of mistake."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tinbergen.core.errors import Advice, TinbergenError, catalogue
from tinbergen.data.eightcolumn import read_eight
from tinbergen.data.tabular import read_table

ERRORS: dict[str, tuple[str, str | bytes]] = {
    "empty_file": ("D013", " \n\n"),
    "binary": ("D014", b"date,GDP\n2008,\x00\x01\n"),
    "web_page": ("D014", "<!DOCTYPE html>\n<html><body>Please log in</body></html>\n"),
    "header_only": ("D015", "date,GDP,C\n"),
    "blanks_between_columns": ("D016", "date GDP C\n2008Q1 100 60\n"),
    "no_header": ("D017", "2008Q1,100,60\n2008Q2,101,61\n"),
    "name_twice": ("D018", "date,GDP,C,GDP\n2008,100,60,99\n"),
    "column_without_name": ("D019", "date,GDP,,C\n2008,100,7,60\n2009,101,8,61\n"),
    "thousands_split": ("D020", "date,GDP,C\n2008,100,60\n2009,1,234,61\n"),
    "row_too_long": ("D020", "date,GDP,C\n2008,100,60\n2009,101,61,see note\n"),
    "row_too_short": ("D021", "date,GDP,C\n2008,100,60\n2009,101\n2010,102,62\n"),
    "open_quotation": ("D022", 'date,GDP,C\n2008,100,"60\n2009,101,61\n'),
    "no_dates": ("D023", "GDP,C,I\n100.5,60.1,20.2\n101.5,61.1,21.2\n"),
    "periods_across": ("D024", "Country,Series,2007,2008,2009\nX,GDP,100,101,102\n"),
    "unreadable_date": ("D025", "date,GDP\n2008Q1,100\n2008Q2,101\n2008Q5,102\n"),
    "excel_day_numbers": ("D026", "date,GDP\n39539,100\n39630,101\n"),
    "day_and_month_swap": ("D027", "date,GDP\n31/01/2008,100\n29/02/2008,101\n03/31/2008,102\n"),
    "day_or_month": ("D028", "date,GDP\n03/04/2008,100\n04/05/2008,101\n05/06/2008,102\n"),
    "date_twice": ("D029", "date,GDP\n2008Q1,100\n2008Q2,101\n2008Q1,102\n"),
    "countries_stacked": (
        "D030",
        "country,year,GDP\nFrance,2008,100\nFrance,2009,101\nSpain,2008,50\nSpain,2009,51\n",
    ),
    "frequencies_mixed": ("D031", "date,GDP\n2007,400\n2008,404\n2008Q1,100\n2008Q2,101\n"),
    "weekly": ("D032", "date,M1\n2008-01-04,1\n2008-01-11,2\n2008-01-18,3\n"),
    "half_yearly": ("D032", "date,GDP\n2008-06-30,1\n2008-12-31,2\n2009-06-30,3\n"),
    "gap": ("D033", "date,GDP\n2008Q1,100\n2008Q2,101\n2008Q4,103\n2009Q1,104\n2009Q4,105\n"),
    "text_among_numbers": ("D034", "date,GDP\n2008,100\n2009,101.5p\n2010,103e\n"),
    "failed_formula": ("D035", "date,GDP\n2008,100\n2009,#REF!\n2010,#REF!\n"),
    "two_decimal_marks": ("D036", "date;GDP;C\n2008;100,5;60,1\n2009;101.5;61,2\n"),
    "thousands_or_decimals": ("D037", "date;GDP\n2008;1,234\n2009;1,250\n"),
    "empty_column": ("D038", "date,GDP,C\n2008,100,\n2009,101,NA\n"),
    "value_missing": ("D039", "date,GDP,C\n2008,100,60\n2009,NA,61\n2010,102,62\n"),
    "number_too_large": ("D040", "date,GDP\n2008,100\n2009,1e999\n"),
    "date_empty": ("D041", "date,GDP\n2008,100\n,101\n"),
    "words_only": ("D045", "date,country\n2008,France\n2009,France\n"),
    "single_day": ("D056", "date,GDP\n2008-03-31,100\n"),
}

EIGHT_HEAD = "date,GDP,C,I,G_gov,T,r,P,U"
EIGHT = (
    "2008Q1,100,60,15,20,22,3.0,104.0,5.1",
    "2008Q2,101,61,15,20,22,2.5,105.0,5.3",
    "2008Q3,100,60,14,21,22,2.0,106.0,5.9",
    "2008Q4,98,59,12,21,21,1.0,105.5,6.6",
)


def eight(head: str = EIGHT_HEAD, rows: tuple[str, ...] = EIGHT) -> str:
    return "\n".join((head, *rows)) + "\n"


def scaled(column: int, factor: float) -> str:
    """The eight columns with one of them multiplied."""
    rows = []
    for row in EIGHT:
        cells = row.split(",")
        cells[column] = f"{float(cells[column]) * factor:g}"
        rows.append(",".join(cells))
    return eight(rows=tuple(rows))


def replaced(column: int, value: str) -> str:
    """The eight columns with the second value of one of them replaced."""
    rows = [row.split(",") for row in EIGHT]
    rows[1][column] = value
    return eight(rows=tuple(",".join(cells) for cells in rows))


EIGHT_ERRORS: dict[str, tuple[str, str]] = {
    "columns_missing": ("D057", eight("date,GDP,Consum,I,G_gov,T,r,P,Jobless")),
    "two_candidates": ("D059", "date,GDP,C,I,G_gov,T,r,cpi,hicp,U\n2008,1,1,1,1,1,1,1,1,1\n"),
}

ADVICE: dict[str, tuple[str, str | bytes]] = {
    "encoding": ("D043", "日期,产出\n2008年,100\n2009年,101\n".encode("gbk")),
    "titles_and_notes": (
        "D044",
        "Table 1: GDP, real\n\ndate,GDP,C\n2008,2,1\n2009,3,2\nSource: FSO\n",
    ),
    "column_of_words": ("D046", "date,country,GDP\n2008,France,100\n2009,France,101\n"),
    "short_years": ("D048", "date,GDP\nJan-08,100\nFeb-08,101\n"),
    "order_of_day": ("D049", "date,GDP\n01/04/2008,100\n01/07/2008,101\n01/10/2008,102\n"),
    "newest_first": ("D050", "date,GDP\n2009,101\n2008,100\n"),
    "ragged_ends": ("D053", "date,GDP,C\n2008,100,\n2009,101,61\n2010,102,62\n"),
    "percent_signs": ("D054", "date,U\n2008,5.1%\n2009,6 %\n"),
    "decimal_comma": ("D055", "date;GDP\n2008;100,5\n2009;101,75\n"),
}

LENIENT: dict[str, tuple[str, str]] = {
    "gap_allowed": ("D051", "date,GDP\n2008,100\n2009,101\n2011,103\n"),
    "hole_allowed": ("D052", "date,GDP,C\n2008,100,60\n2009,,61\n2010,102,62\n"),
}


def with_trade(net: float) -> str:
    """The eight columns beside imports, and exports that are above them by so much."""
    rows = [f"{row},{20 + net},20" for row in EIGHT]
    return "\n".join([f"{EIGHT_HEAD},exports,imports", *rows]) + "\n"


EIGHT_ADVICE: dict[str, tuple[str, str]] = {
    "other_names": ("D058", eight("date,output,cons,inv,gov,taxes,rate,cpi,unemp")),
    "price_level": ("D060", eight()),
    "inflation": ("D061", scaled(7, 0.02).replace("2.12", "-0.4")),
    "large_remainder": ("D062", scaled(2, 0.2)),
    "negative_gdp": ("D063", replaced(1, "-1.5")),
    "unemployed_persons": ("D064", scaled(8, 1000)),
    "units_differ": ("D065", scaled(3, 1000)),
    "ends_trimmed": ("D067", replaced(1, "101").replace("5.1\n", "\n", 1)),
    "rate_as_fraction": ("D068", scaled(6, 0.01)),
    "too_much_demand": ("D271", scaled(2, 1.4)),
    "trade_does_not_fit": ("D272", with_trade(-30.0)),
}


def fault(read: Callable[..., object], path: Path | str, **options: object) -> TinbergenError:
    with pytest.raises(TinbergenError) as caught:
        read(path, **options)
    return caught.value


def spoken(*said: TinbergenError | Advice) -> str:
    parts = [one.render(lang) for lang in ("en", "zh") for one in said]
    text = "\n\n".join(parts) + "\n"
    assert not re.search(r"\{\w+\}", text), "a placeholder is not filled"
    return text


@pytest.mark.parametrize("kind", ERRORS)
def test_mistakes_in_a_file(kind, write, golden) -> None:
    code, content = ERRORS[kind]
    found = fault(read_table, write(content))
    assert found.code == code
    golden(f"{kind}.txt", spoken(found))


@pytest.mark.parametrize("kind", EIGHT_ERRORS)
def test_mistakes_in_the_eight_columns(kind, write, golden) -> None:
    code, content = EIGHT_ERRORS[kind]
    found = fault(read_eight, write(content))
    assert found.code == code
    golden(f"{kind}.txt", spoken(found))


def test_missing_file(write, golden) -> None:
    write("date,GDP\n2008,1\n")
    found = fault(read_table, "dta.csv")
    assert (found.code, found.hint) == ("D010", "data.csv")
    golden("missing_file.txt", spoken(found))


def test_wrong_date_column(write, golden) -> None:
    found = fault(read_table, write("date,GDP\n2008,1\n"), date="dates")
    assert found.code == "D042"
    golden("wrong_date_column.txt", spoken(found))


def test_no_price_level(write, golden) -> None:
    found = fault(read_eight, write(replaced(7, "-0.4")), price="level")
    assert found.code == "D066"
    golden("no_price_level.txt", spoken(found))


@pytest.mark.parametrize("kind", ADVICE)
def test_advice_on_a_file(kind, write, golden) -> None:
    code, content = ADVICE[kind]
    advice = read_table(write(content)).advice
    assert [one.code for one in advice] == [code]
    golden(f"{kind}.txt", spoken(*advice))


@pytest.mark.parametrize("kind", LENIENT)
def test_advice_when_missing_values_are_allowed(kind, write, golden) -> None:
    code, content = LENIENT[kind]
    advice = read_table(write(content), allow_missing=True).advice
    assert [one.code for one in advice] == [code]
    golden(f"{kind}.txt", spoken(*advice))


@pytest.mark.parametrize("kind", EIGHT_ADVICE)
def test_advice_on_the_eight_columns(kind, write, golden) -> None:
    code, content = EIGHT_ADVICE[kind]
    (said,) = [a for a in read_eight(write(content)).advice if a.code == code]
    golden(f"{kind}.txt", spoken(said))


def test_an_index_read_as_inflation(write, golden) -> None:
    said = read_eight(write(eight()), price="inflation").advice
    (doubt,) = (a for a in said if a.code == "D270")
    golden("index_as_inflation.txt", spoken(doubt))


def test_trade_that_fits_or_cannot_be_read_is_no_doubt(write) -> None:
    """REST is some 4 % of GDP; the columns only serve to check the others."""
    for content in (with_trade(5.0), with_trade(5.0).replace(",20\n", ",n/k\n")):
        assert not {a.code for a in read_eight(write(content)).advice} & {"D271", "D272"}


def test_every_message_of_the_layer_is_written_in_both_languages() -> None:
    ours = {code: entry for code, entry in catalogue().items() if "D010" <= code <= "D069"}
    assert len(ours) == 58
    for code, entry in ours.items():
        for lang in ("en", "zh"):
            assert set(entry[lang]) == {"title", "cause", "fix"}, code
        placeholders = [
            {re.sub(r"_(en|zh)$", "", name) for name in re.findall(r"\{(\w+)\}", " ".join(words))}
            for words in (entry["en"].values(), entry["zh"].values())
        ]
        assert placeholders[0] == placeholders[1], code
