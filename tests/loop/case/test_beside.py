"""A case reads what lies beside it, and elsewhere nothing but tables and models."""

from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.cases import load, text_of


@pytest.mark.parametrize(
    "name", ["data", "data.csv", "below/notes", "../tables/data.csv", "../tables/x.MOD", "gone"]
)
def test_what_is_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / ".hidden" / "case"
    folder.mkdir(parents=True)
    assert beside(folder, name) == folder / name


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../../etc/passwd", "../id_rsa", "../.ssh/key.txt", "../.env.csv",
             "link", "x" * 300 + "/../../y"],
)  # fmt: skip
def test_what_is_not(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "link").symlink_to("/etc/passwd")
    with pytest.raises(TinbergenError) as fault:
        beside(folder, name)
    assert fault.value.code == "L230"


def test_no_line_of_it_is_shown(tmp_path: Path) -> None:
    """The message for a faulty row had the row in it."""
    (tmp_path / "secret").write_text("name\nsecret-word,0,0\n")
    text = text_of("us-2008")
    assert "source: us_macrodata" in text
    folder = tmp_path / "case"
    folder.mkdir()
    path = folder / "case.yaml"
    for key, before in (("source", "us_macrodata"), ("model", "us_keynes")):
        path.write_text(text.replace(f"{key}: {before}", f"{key}: ../secret"), "utf-8")
        with pytest.raises(TinbergenError) as fault:
            load(path)
        assert fault.value.code == "L230"
        assert "secret-word" not in fault.value.render()
        assert fault.value.at is not None
        assert fault.value.at.line
