"""The suite, on a model whose rule is known."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment_ways import CounterfactualPart, RobustPart
from tinbergen.text.labelled import LabelledTable
from tinbergen.text.model import Prediction
from tinbergen.text.robust.suite import changes_for, run_suite

TEXTS = ("Prices will rise", "Prices will fall", "prices 5", "nothing", "rates rose")
NAMES = ("down", "flat", "up")


def says(texts: Any, numbers: Any) -> Prediction:
    """Up for "rise" or "Rose" written just so, down for "fall", else flat."""
    places = [2 if "rise" in t or "rose" in t else 0 if "fall" in t else 1 for t in texts]
    return Prediction(NAMES, np.eye(3)[places])


MODEL: Any = SimpleNamespace(names=NAMES, predict=says)
TABLE = LabelledTable("t.csv", TEXTS, np.array([2, 0, 1, 1, 2]), NAMES)


def asked(name: str, **part: Any):
    said = RobustPart(**part)
    changes = changes_for(said, None)  # type: ignore[arg-type]
    suite = run_suite(MODEL, TABLE, {name: changes[name]}, undirected=said.undirected)
    return suite, suite.kinds[0]


def test_what_must_keep_is_counted_by_hand() -> None:
    suite, numbers = asked("numbers")
    assert (numbers.rows, numbers.as_must, numbers.share) == (1, 1, 1.0)
    # Small letters change nothing here, capitals hide every "rise": of those that moved all three
    # with a direction are shown.
    _, capitals = asked("capitals")
    assert capitals.rows == 5 and capitals.as_must == 5 - len(capitals.examples)
    assert all(new.isupper() for _, new in capitals.examples)
    assert suite.kept == 1.0


def test_what_must_move_is_counted_by_hand() -> None:
    # rise to fall, fall to rise, rose to fell: the last is flat to this model, but it moved.
    _, opposites = asked("opposites", undirected=("flat",))
    assert (opposites.rows, opposites.as_must) == (3, 3)
    # A "not" moves nothing in a model that only counts words.
    _, negation = asked("negation")
    assert (negation.rows, negation.as_must) == (2, 0)
    assert negation.examples[0] == ("Prices will rise", "Prices will not rise")
    assert negation.low == 0.0 and negation.high == pytest.approx(0.6576, abs=1e-4)


def test_all_kinds_together() -> None:
    suite = run_suite(MODEL, TABLE, changes_for(RobustPart(), None))  # type: ignore[arg-type]
    keep = [k for k in suite.kinds if k.must == "keep" and k.rows]
    assert suite.kept == sum(k.as_must for k in keep) / sum(k.rows for k in keep)
    frame = suite.to_frame()
    assert list(frame.index) == ["typos", "capitals", "numbers", "paraphrase", "long", "negation",
                                 "opposites"]  # fmt: skip
    bare = LabelledTable("t.csv", ("…",), np.array([1]), NAMES)
    nothing = run_suite(MODEL, bare, {"numbers": changes_for(RobustPart(), None)["numbers"]})  # type: ignore[arg-type]
    assert nothing.kinds[0].rows == 0 and np.isnan(nothing.kept)


def test_what_must_turn_is_counted_by_hand(tmp_path: Path) -> None:
    # rise to fall and back turn; rose to fell goes to flat, which is not the opposite; what the
    # model finds flat has none.
    (tmp_path / "own.csv").write_text("word,other\nrise,fall\nrose,fell\nprices 5,prices 6\n")
    part = CounterfactualPart(phrases="own.csv", opposite={"up": "down"}, train=False)
    changes = changes_for(RobustPart(counterfactual=part), tmp_path)
    table = LabelledTable("t.csv", TEXTS[:3] + TEXTS[4:], np.array([2, 0, 1, 2]), NAMES)
    suite = run_suite(MODEL, table, changes, opposite=part.opposite)
    kind = {k.name: k for k in suite.kinds}["counterfactual"]
    assert (kind.must, kind.rows, kind.as_must) == ("turn", 3, 2)
    assert kind.examples == (("rates rose", "rates fell"),)
    # What must turn is no part of what is kept.
    plain = run_suite(MODEL, table, changes_for(RobustPart(), tmp_path))
    assert suite.kept == plain.kept
    with pytest.raises(TinbergenError, match="T720"):
        run_suite(MODEL, table, changes, opposite={"upp": "down"})
