"""Two-way tables: labels, blocks, mistakes with their cell."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data.matrix import read_matrix

TEXT = """\
# Flows between two sectors, in dollars (Miller and Blair 2009) | 两部门流量
from,one,two,final
one,150,500,350
two,200,100,1700
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_table(table) -> None:
    found = read_matrix(table)
    assert found.name == "flows"
    assert found.rows == ("one", "two")
    assert found.columns == ("one", "two", "final")
    np.testing.assert_array_equal(found.block(("two", "one"), ("one",)), [[200], [150]])
    np.testing.assert_array_equal(found.column("final"), [350, 1700])
    np.testing.assert_array_equal(found.row("one"), [150, 500, 350])
    assert found.source.zh == "两部门流量"
    with pytest.raises(ValueError, match="read-only"):
        found.values[0, 0] = 1


def test_a_missing_cell_is_missing(table) -> None:
    table.write_text(TEXT.replace("500", ""), encoding="utf-8")
    assert np.isnan(read_matrix(table).values[0, 1])


def test_a_label_that_is_not_there(table) -> None:
    with pytest.raises(TinbergenError) as fault:
        read_matrix(table).column("finl")
    assert (fault.value.code, fault.value.hint) == ("D071", "final")


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [(("500", "many"), "D070", (3, 9)), (("two,200", "one,200"), "D072", (4, 1))],
)
def test_mistakes(table, change, code, place) -> None:
    table.write_text(TEXT.replace(*change), encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        read_matrix(table)
    assert fault.value.code == code
    assert (fault.value.at.line, fault.value.at.column) == place
