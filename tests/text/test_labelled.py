"""Labelled tables."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment import DataPart
from tinbergen.text.labelled import read_labelled, read_rows

TABLE = 'text,label,n,side\n"Rates, raised",1,2.5,a\n"two\nlines",0,,b\nplain,,3,b\n'


def written(folder: Path, text: str = TABLE) -> DataPart:
    (folder / "t.csv").write_text(text)
    return DataPart(table="t.csv", labels={"0": "down", "1": "up"}, numbers=("n",))


def test_texts_labels_and_numbers(tmp_path) -> None:
    found = read_labelled(written(tmp_path), tmp_path)
    assert found.texts == ("Rates, raised", "two\nlines", "plain")
    assert found.names == ("down", "up") and found.labels.tolist() == [1, 0, -1]
    np.testing.assert_array_equal(found.numbers, [[2.5], [np.nan], [3]])
    assert found.lines == (2, 3, 5) and found.balance() == {"down": 1, "up": 1}
    assert found.take([1]).texts == ("two\nlines",) and found.take([1]).lines == (3,)
    assert found.to_frame()["label"].tolist()[:2] == ["up", "down"]


def test_rows_are_kept_by_column(tmp_path) -> None:
    part = written(tmp_path).model_copy(update={"keep": {"side": "b|c"}})
    assert read_labelled(part, tmp_path).texts == ("two\nlines", "plain")


def test_parquet_is_read_as_csv(tmp_path) -> None:
    pytest.importorskip("pyarrow")
    import pandas as pd

    frame = pd.DataFrame({"text": ["a", "b"], "label": ["x", "y"], "n": [1.5, None]})
    frame.to_parquet(tmp_path / "t.parquet")
    found = read_labelled(DataPart(table="t.parquet"), tmp_path)
    assert found.texts == ("a", "b") and found.names == ("x", "y")


def test_dates_in_parquet_beyond_what_can_be_counted_are_refused(tmp_path) -> None:
    arrow = pytest.importorskip("pyarrow")
    table = arrow.table({"text": arrow.array([2**30], arrow.date32())})
    importlib.import_module("pyarrow.parquet").write_table(table, tmp_path / "t.parquet")
    with pytest.raises(TinbergenError, match="U074"):
        read_rows(tmp_path / "t.parquet")


@pytest.mark.parametrize(
    ("text", "change", "code", "line"),
    [
        ("text,label\na,b,c\n", {}, "T001", 2),
        (TABLE, {"text": "txt"}, "T002", 1),
        (TABLE, {"labels": {"0": "down", "2": "up"}}, "T003", 2),
        (TABLE, {"keep": {"side": "z"}}, "T004", None),
        (TABLE, {"labels": None, "label": "text", "keep": {"side": "a"}}, "T005", 1),
        (TABLE, {"labels": {"0": "same", "1": "same", "2": "same"}}, "T005", 1),
        (TABLE.replace("2.5", "x"), {}, "T006", 2),
        (TABLE.replace("2.5", "-inf"), {}, "T736", 2),
        (TABLE.replace(",3,", ",1e150,"), {}, "T736", 5),
        ("text,label\n" + "a" * 100_001 + ",0\nb,1\n", {"numbers": ()}, "T007", 2),
        ('text,label\n"a,0\n', {}, "D022", 2),
        ("text,label\n", {}, "D015", None),
    ],
)
def test_faults(tmp_path, text, change, code, line) -> None:
    part = written(tmp_path, text).model_copy(update=change)
    with pytest.raises(TinbergenError) as raised:
        read_labelled(part, tmp_path)
    assert raised.value.code == code and raised.value.at.line == line


def test_blank_lines_are_no_rows(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("text;label\na;0\n\nb;1\n")
    assert read_rows(tmp_path / "t.csv").column("label") == ("0", "1")


def test_tables_as_glue_and_clue_write_them_are_read(tmp_path) -> None:
    """GLUE: tab-separated, quotation marks mean nothing; CLUE: a JSON object a line (TNEWS)."""
    (tmp_path / "sst.tsv").write_text("sentence\tlabel\nhide new secretions\t0\nrich, warm\t1\n")
    glue = read_labelled(DataPart(table="sst.tsv", text="sentence"), tmp_path)
    assert glue.texts == ("hide new secretions", "rich, warm") and glue.names == ("0", "1")
    (tmp_path / "tnews.jsonl").write_text(
        '{"label": "102", "label_desc": "news_entertainment", "sentence": "江疏影甜甜圈自拍"}\n\n'
        '{"label": 110, "sentence": "以色列大规模空袭开始", "keywords": null}\n', encoding="utf-8"
    )  # fmt: skip
    clue = read_labelled(DataPart(table="tnews.jsonl", text="sentence"), tmp_path)
    assert clue.texts[1] == "以色列大规模空袭开始" and clue.names == ("102", "110")
    assert clue.lines == (1, 3)
    for bad in ("[1]\n", "{\n"):
        (tmp_path / "bad.jsonl").write_text('{"text": "a", "label": "b"}\n' + bad)
        with pytest.raises(TinbergenError, match="T204") as told:
            read_labelled(DataPart(table="bad.jsonl"), tmp_path)
        assert told.value.at.line == 2
    (tmp_path / "bad.jsonl").write_text("\n")
    with pytest.raises(TinbergenError, match="D015"):
        read_labelled(DataPart(table="bad.jsonl"), tmp_path)


def test_json_lines_end_with_line_feeds_alone_and_hold_whole_characters(tmp_path) -> None:
    (tmp_path / "t.jsonl").write_text('{"text": "a\u2028b\x85c"}\n{"text": "d"}\n')
    assert read_rows(tmp_path / "t.jsonl").column("text") == ("a\u2028b\x85c", "d")
    for half in ('{"text": ["\\udfff"]}', '{"\\ud800": 1}'):
        (tmp_path / "t.jsonl").write_text('{"text": "a"}\n' + half)
        with pytest.raises(TinbergenError, match="T730") as raised:
            read_rows(tmp_path / "t.jsonl")
        assert raised.value.at.line == 2


def test_a_column_of_texts_taken_for_labels_is_refused(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("text,label\n" + "".join(f"a,{i}\n" for i in range(1001)))
    with pytest.raises(TinbergenError, match="C240") as raised:
        read_labelled(DataPart(table="t.csv"), tmp_path)
    assert raised.value.at.line == 1


def test_tables_of_more_columns_than_the_limit_are_refused(tmp_path) -> None:
    (tmp_path / "t.jsonl").write_text("".join(f'{{"k{i}": 1}}\n' for i in range(2001)))
    (tmp_path / "t.csv").write_text("," * 2001 + "\n" + "," * 2001 + "\n")
    for name in ("t.jsonl", "t.csv"):
        with pytest.raises(TinbergenError, match="C240"):
            read_rows(tmp_path / name)


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\x0b", "\x0c", "\x1c"])
def test_other_ends_of_lines_end_no_row(tmp_path, end) -> None:
    (tmp_path / "t.csv").write_text(f'text,label\na{end}b,x\n"c{end}\nd",y\ne,z\n', newline="")
    found = read_rows(tmp_path / "t.csv")
    assert found.column("text") == (f"a{end}b", f"c{end}\nd", "e") and found.lines == [2, 3, 5]


def test_a_column_of_which_there_are_two_is_asked_which(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("text,label,text,,\na,x,b,,\n")
    found = read_rows(tmp_path / "t.csv")
    assert found.column("label") == ("x",)
    with pytest.raises(TinbergenError, match="D018") as raised:
        found.column("text")
    assert raised.value.facts["second"] == 3
