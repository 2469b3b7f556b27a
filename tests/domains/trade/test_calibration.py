"""Faults in a case's tables of trade: what is wrong and where is said."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case.calibration import calibrate
from tinbergen.loop.case.question import Question

REGIONS = ("JPN", "USA", "KOR")


def matrix(name: str, values, rows=REGIONS, columns=REGIONS) -> Matrix:
    return Matrix(name, rows, columns, np.array(values, dtype=float), Text("", ""))


FLOWS = matrix("flows-2014", [[9.0, 1.0, 1.0], [1.0, 9.0, 1.0], [1.0, 1.0, 9.0]])
RATES = matrix("rates-2014", np.zeros((3, 3)))


def ask(trade: Matrix = FLOWS, tariffs: Matrix = RATES, **arguments):
    given = {"trade": "trade", "tariffs": "tariffs", "sigma": 5.0, **arguments}
    tables = {"trade": trade, "tariffs": tariffs}
    return calibrate(tables, Question("trade shares", given))


def fault(**asked) -> TinbergenError:
    with pytest.raises(TinbergenError) as caught:
        ask(**asked)
    assert "{" not in caught.value.render("en") + caught.value.render("zh")
    return caught.value


def test_a_region_that_the_tariffs_lack() -> None:
    found = fault(trade=matrix("flows-2014", FLOWS.values, ("JPN", "USA", "KOX")))
    assert (found.code, found.hint) == ("L101", "KOR")
    assert "flows-2014 has no column 'KOX'" in found.text("title")
    renamed = ("JPN", "USA", "KOX")
    found = fault(trade=matrix("flows-2014", FLOWS.values, renamed, renamed))
    assert (found.code, found.hint) == ("L101", "KOR")
    assert "rates-2014 has no row 'KOX'" in found.text("title")
    assert "those of the table flows-2014" in found.text("cause")
    assert "取自表 flows-2014" in found.text("cause", "zh")


def test_an_elasticity_that_is_none() -> None:
    found = fault(sigma="high")
    assert found.code == "L102" and "no number: high" in found.text("title")
    assert fault(sigma=None).code == "L042"
    assert fault(sigma=0.5).code == "F053"


def test_a_model_of_one_region_needs_to_know_which() -> None:
    found = fault(home=True)
    assert found.code == "L103" and "'country'" in found.text("title")
    assert fault(home=True, country="JAPAN").code == "F101"
    assert ask(home=True, country="JPN").defines["PARTNERS"] == ["USA", "KOR"]
    assert "HOME" not in ask().defines


def test_cells_that_are_no_trade_are_named() -> None:
    flows = FLOWS.values.copy()
    flows[2, 0] = np.nan
    found = fault(trade=matrix("flows", flows))
    assert found.code == "F116" and "row KOR, column JPN is missing" in found.text("title")
    rates = RATES.values.copy()
    rates[0, 1] = -100.0
    found = fault(tariffs=matrix("rates", rates))
    assert found.code == "F116" and "row JPN, column USA is -1" in found.text("title")
