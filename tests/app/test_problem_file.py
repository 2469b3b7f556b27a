"""Problem files, which become cases: what is no list is said to be none."""

import pytest

from tinbergen.app.problem_file import ControlInputs, control
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period

TABLE = "date,GDP,C\n" + "".join(
    f"{y},{100 + y - 1990},{60 + y - 1990}\n" for y in range(1990, 2010)
)


@pytest.mark.parametrize("targets", ["", "none at all", "{GDP: 1}"])
def test_targets_that_are_no_list(tmp_path, targets) -> None:
    (tmp_path / "data.csv").write_text(TABLE, encoding="utf-8")
    problem = tmp_path / "problem.yaml"
    problem.write_text(f"title: {{en: a, zh: b}}\ntargets: {targets}\n", encoding="utf-8")
    asked = ControlInputs(
        problem, model="us_keynes", data=tmp_path / "data.csv", start=Period.parse("2007"),
        end=Period.parse("2008"), settings=(), report=None, lang="en",
    )  # fmt: skip
    with pytest.raises(TinbergenError, match="targets") as told:
        control(asked)
    codes = {told.value.code, *(each.code for each in told.value.also)}
    assert "L003" in codes
