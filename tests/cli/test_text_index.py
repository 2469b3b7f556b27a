"""``tinbergen text index``: documents in, a table that a case reads out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.data.store import Store

pytest.importorskip("sklearn")
Ask = Callable[..., Any]

EXPERIMENT = "name: stance\ndata: {table: table.csv}\nmethod: {name: lexical}\n"
DOCUMENTS = """text,day,published,who
rates rise higher firm,2001-01-31,2001-03-02,a
inflation rose strong,2001-01-31,2001-03-02,a
jobs lost slump weak,2001-05-15,2001-06-20,b
cut ease slow fell,2001-05-15,2001-06-20,b
"""
INDEX = ("text", "index", "out/stance", "--data", "documents.csv", "--score", "up=1,down=-1",
         "--period", "day", "--document", "who")  # fmt: skip


@pytest.fixture
def shop(workshop: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a trained model and a table of documents, from which commands run."""
    monkeypatch.chdir(workshop)
    Path("stance.yaml").write_text(EXPERIMENT)
    Path("documents.csv").write_text(DOCUMENTS)
    assert ask("text", "train", "stance.yaml").code == 0
    return workshop


def test_documents_become_a_series_with_vintages(ask: Ask, shop: Path) -> None:
    made = ask(*INDEX, "--json").json
    assert [d["document"] for d in made["documents"]] == ["a", "b"]
    assert made["documents"][0]["index"] > 0.3 > -0.3 > made["documents"][1]["index"]
    assert "misread" in made["covers"]["en"] and (made["watched"], made["gaps"]) == (None, 0)
    store = Store.read("out/index.csv")
    assert store.dated == "end" and "index" in store.source.en.lower() and store.source.zh
    assert store.as_of("2001-03", frequency="Q")["STANCE"] == [made["periods"][0]["value"]]
    shown = ask(*INDEX)
    assert shown.code == 0 and "2001Q2" in shown.out and "out/index.csv" in shown.out
    months = (*INDEX, "--frequency", "M", "--out", "months.csv")
    assert ask(*months, "--json").json["gaps"] == 3
    assert "3 periods in between have no document" in ask(*months, "--force").out
    assert "takes more than 21 periods, and there are" in " ".join(shown.out.split())
    assert "区间" in ask(*INDEX, "--lang", "zh", "--force").out


def test_what_an_index_rests_on_is_said(ask: Ask, shop: Path) -> None:
    def told() -> list[str]:
        return [note["code"] for note in ask(*INDEX, "--force", "--json").json["advice"]]

    assert told() == []
    strict = EXPERIMENT.replace("csv}", "csv, date: year}\ngate: {calibration: 0.0}")
    Path("stance.yaml").write_text(strict)
    known = Path("table.csv").read_text().splitlines()[1:]
    read = "".join(f"{line.split(',')[0]},2010-01-31,2010-03-02,d\n" for line in known)
    Path("documents.csv").write_text(
        f"{DOCUMENTS}rates rise higher firm,2009-01-31,2009-03-02,c\n{read}"
    )
    assert ask("text", "train", "stance.yaml", "--force").code == 0
    assert told() == ["T758", "T750", "T759"]
    # The table's last year is 2009: of four documents one is younger.
    said = ask(*INDEX, "--force")
    assert "3 of 4 documents are measured with hindsight" in said.err and "out/stance" in said.err
    Path("out/stance/gate.json").unlink()
    assert "T758" in ask(*INDEX, "--force", "--lang", "zh").err
    kept = Path("out/stance/model.json")
    kept.write_text(kept.read_text().replace('"until": "2009"', '"until": [1]'))
    assert "T759" not in told()


def test_an_index_is_added_to_a_table_by_its_convention(ask: Ask, shop: Path) -> None:
    Path("known.csv").write_text("# vintages: middle\nseries,period,vintage,value\n"
                                 "U,2001Q1,2001Q2,4.2\n")  # fmt: skip
    joined = (*INDEX, "--beside", "known.csv", "--out", "joined.csv", "--series", "TONE")
    assert ask(*joined).code == 0
    store = Store.read("joined.csv")
    assert store.dated == "middle" and set(store.series) == {
        "U", "TONE", "TONE_LOWER", "TONE_UPPER"
    }  # fmt: skip
    # Out on 20 June: the middle of June does not know it.
    assert len(store.as_of("2001-06", frequency="Q")["TONE"]) == 1
    assert len(store.as_of("2001-07", frequency="Q")["TONE"]) == 2
    assert "T195" in ask(*joined[:-2], "--series", "U", "--force").err
    assert "T196" in ask(*joined, "--dated", "end", "--force").err
    assert "C237" in ask(*INDEX, "--out", "known.csv").err


@pytest.mark.parametrize(
    ("changed", "code"),
    [("up", "T197"), ("upp=1", "T193"), ("up=1,down=1,flat=1", "T194"), ("=1", "T197")],
)
def test_scores_that_cannot_be(ask: Ask, shop: Path, changed: str, code: str) -> None:
    asked = [changed if word == "up=1,down=-1" else word for word in INDEX]
    assert code in ask(*asked).err


def test_the_name_of_a_series_is_whole(ask: Ask, shop: Path) -> None:
    wrong = ask(*INDEX, "--series", "\udcff")
    assert wrong.code == 2 and "T730" in wrong.err and not Path("out/index.csv").exists()
