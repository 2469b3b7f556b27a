"""Mutants change one thing each, stay valid, and are drawn alike by the same seed."""

import ast
import json

from benchmarks import mutants

SOURCE = '''
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import x
def f(a: int = 2, b: float = 0.5) -> bool:
    """Words, 3 of them."""
    total = a + 1
    total += b
    if a < b and not a:
        raise ValueError(f"{a + 1}")
    print(total)
    return a is b
'''


def test_every_kind_of_fault() -> None:
    found = mutants.sites("x.py", SOURCE.encode())
    said = {(m.line, m.kind, m.old, m.new) for m in found}
    assert said == {
        (5, "constant", "2", "3"), (5, "constant", "2", "1"), (5, "constant", "0.5", "1.0"),
        (7, "arithmetic", "a + 1", "(a - 1)"), (7, "constant", "1", "2"), (7, "constant", "1", "0"),
        (8, "statement", "total += b", "pass"),
        (9, "condition", "a < b and not a", "not (a < b and (not a))"),
        (9, "boolean", "a < b and not a", "(a < b or not a)"),
        (9, "comparison", "a < b", "(a <= b)"), (9, "sign", "not a", "(a)"),
        (10, "statement", 'raise ValueError(f"{a + 1}")', "pass"),
        (11, "statement", "print(total)", "pass"), (12, "comparison", "a is b", "(a is not b)"),
    }  # fmt: skip
    for mutant in found:
        changed = mutant.applied(SOURCE.encode()).decode()
        ast.parse(changed)
        assert changed != SOURCE
        assert mutant.difference(SOURCE.encode()).count("\n") == 1


def test_draws_are_the_seeds() -> None:
    some = mutants.drawn(20, 1, ("loop/budget",))
    assert some == mutants.drawn(20, 1, ("loop/budget",))
    assert some != mutants.drawn(20, 2, ("loop/budget",))
    assert {m.file.rpartition("/")[0] for m in some} == {"src/tinbergen/loop/budget"}


def test_tests_are_those_near_the_module() -> None:
    conformal = mutants.tests_of("src/tinbergen/statistics/forecast/conformal.py")
    assert conformal[0] == "tests/statistics/forecast/test_conformal.py"
    # It has no mirror: what its only user's tests import reaches it.
    forecast = mutants.tests_of("src/tinbergen/statistics/forecast/bvar_forecast.py")
    assert forecast[0] == "tests/statistics/forecast/test_bvar.py"


def test_a_run_goes_on_where_it_was(tmp_path) -> None:
    one, two = mutants.drawn(2, 1, ("loop/budget",))
    file = tmp_path / "results.jsonl"
    row = {**mutants._row(one), "line": 1, "outcome": "killed", "seconds": 1.0}
    file.write_text(json.dumps(row) + "\n")
    assert list(mutants._waiting([one, two], mutants.known(file))) == [two]


def test_what_was_drawn_stays_drawn_and_the_rest_is_filled_up(monkeypatch):
    one, two = mutants.drawn(2, 1, ("loop/budget",))
    gone = {**mutants._row(one), "file": "src/tinbergen/loop/gone.py"}
    moved = {**mutants._row(two), "line": two.line + 7}
    monkeypatch.setattr(mutants, "drawn", lambda *_: [two, one])
    known = {mutants._key(row): row for row in (gone, moved)}
    assert mutants.chosen(1, 1, known) == [two]
    assert mutants.chosen(2, 1, known) == [two, one]
