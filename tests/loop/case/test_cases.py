"""Cases: the worked one, and those of files."""

import dataclasses
from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.loop.case import cases

TEXT = cases.text_of("us-2008")


def test_the_worked_case(us) -> None:
    assert "us-2008" in cases.names()
    assert us.name == "us-2008"
    assert us.as_of == Period.parse("2008Q3")
    assert [i.name for i in us.instruments] == ["G_gov", "TAX", "r"]
    assert [t.variable for t in us.targets] == ["GROWTH", "U", "INFL"]
    assert us.policy == {"r": "short rate"}
    assert us.notes
    assert us.advice == ()
    assert "statsmodels" in us.source.en


def test_words_of_the_worked_case(us, spoken) -> None:
    spoken(us.title, us.source, *us.notes)
    for part in (*us.instruments, *us.targets, *us.constraints):
        spoken(part.title, part.unit)


def test_a_file_is_the_same_case(us, tmp_path) -> None:
    (tmp_path / "mine.yaml").write_text(TEXT, encoding="utf-8")
    mine = dataclasses.replace(cases.load(tmp_path / "mine.yaml"), draws=us.draws)
    for field in dataclasses.fields(us):
        if field.name not in ("store", "model"):
            assert getattr(mine, field.name) == getattr(us, field.name), field.name
    assert mine.model.equations == us.model.equations


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("us-2007", "us-2008"),
        ("nowhere.yaml", None),
        ("x" * 400, None),
        ("a\x00b", None),
        ("", None),
    ],
)
def test_no_such_case(name, hint) -> None:
    with pytest.raises(TinbergenError) as caught:
        cases.load(name)
    assert (caught.value.code, caught.value.hint) == ("L012", hint)
    with pytest.raises(TinbergenError) as caught:
        cases.text_of(name)
    assert caught.value.code == "L012"


def test_a_case_may_bring_its_own_model(tmp_path) -> None:
    from importlib.resources import files

    library = files("tinbergen.model.library")
    model = library.joinpath("us_keynes.mod").read_text(encoding="utf-8")
    (tmp_path / "own.mod").write_text(model, encoding="utf-8")
    text = TEXT.replace("model: us_keynes", "model: own.mod")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    case = cases.load(tmp_path / "case.yaml")
    assert case.model.endogenous == cases.load("us-2008").model.endogenous
    (tmp_path / "own.mod").write_text(model.replace("r3*U", "r3*V"), encoding="utf-8")
    with pytest.raises(TinbergenError) as caught:
        cases.load(tmp_path / "case.yaml")
    # The fault stands in the model, not in the case.
    assert str(caught.value.at).startswith(str(tmp_path / "own.mod"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("own.csv", b"date,GDP\n2008,1\n", "L260"),
        ("own", b"PK\x03\x04 a workbook", "L260"),
        ("own", b"PAR1 a table", "L260"),
        ("folder", None, "C260"),
    ],
)
def test_what_is_no_case_is_told_by_what_it_is(
    name: str, content: bytes | None, code: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(TinbergenError) as caught:
        cases.load(path)
    assert caught.value.code == code
    assert name in caught.value.render("zh")


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("relative: false", (False, False)),
        ("relative: true", (True, False)),
        ("measure: level", (False, False)),
        ("measure: gap", (True, False)),
        ("measure: percent", (True, True)),
    ],
)
def test_what_numbers_of_a_case_count_from(said, counts, tmp_path) -> None:
    """From zero, from the path with no policy, or in percent of it: of all parts alike."""
    text = TEXT.replace("    relative: true\n", f"    {said}\n")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    case = cases.load(tmp_path / "case.yaml")
    for part in (case.instruments[0], case.targets[0], case.targets[1], case.constraints[0]):
        assert (part.relative, part.percent) == counts
