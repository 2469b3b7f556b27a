"""The model of a case with the tables that stand beside it."""

from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case import cases


@pytest.mark.parametrize(
    ("name", "code", "place"),
    [("gone.csv", "D010", "case.yaml"), ("words.csv", "D070", "words.csv")],
)
def test_a_table_that_cannot_be_read_is_told_where_it_is_named(
    tmp_path: Path, name: str, code: str, place: str
) -> None:
    """A fault within the table is told there."""
    (tmp_path / "words.csv").write_text("group,share\nPoor,little\n", encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(f"{cases.text_of('us-2008')}tables: {{who: {name}}}\n", encoding="utf-8")
    with pytest.raises(TinbergenError) as caught:
        cases.load(path)
    at = caught.value.at
    assert (caught.value.code, Path(at.file).name) == (code, place)
    assert at.line is not None
    assert "who:" in at.text or "little" in at.text
