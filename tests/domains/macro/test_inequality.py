"""Inequality as published: what a date could know, changes by one method, and the figures' source."""

import dataclasses
from pathlib import Path

import pytest

import tinbergen
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.matrix import Matrix, read_matrix
from tinbergen.domains.macro.inequality import answer_inequality, known
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import assess

HOME = Path(tinbergen.__path__[0]) / "domains" / "macro"
ASK = Question("inequality", {"table": "inequality", "covers": {"en": "incomes", "zh": "收入"}})
#: As the Census Bureau says them: Historical Income Tables, IE-6 (2002); reports P60-236, -239,
#: -279, -282 and blogs.census.gov, 15 September 2011; the change of 2020 to 2021 in P60-276.
PUBLISHED = {1967: 39.7, 1992: 43.4, 2001: 46.6, 2008: 46.6, 2009: 46.8, 2010: 46.9, 2021: 49.4,
             2022: 48.8, 2023: 48.5}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> Matrix:
    return read_matrix(HOME / "us-inequality.csv")


@pytest.mark.parametrize("year", PUBLISHED)
def test_figures_are_those_of_the_census_bureau(table, year) -> None:
    assert table.column("gini")[table.rows.index(str(year))] == PUBLISHED[year]


def test_years_follow_each_other_and_are_published_after_their_end(table) -> None:
    years = [int(r) for r in table.rows]
    assert years == list(range(1967, 2024))
    assert all(p > 100 * (y + 1) for y, p in zip(years, table.column("published"), strict=True))


@pytest.mark.parametrize(
    ("at", "last"), [("2008Q3", 2007), ("2008Q2", 2006), ("2008", 2007), ("2008-07", 2006),
                     ("2026Q2", 2023)]
)  # fmt: skip
def test_a_date_knows_what_was_published_by_its_end(table, at, last) -> None:
    """The figure of 2007 came out on 26 August 2008."""
    assert known(table, ASK, Period.parse(at)).years[-1] == last


def test_the_census_bureaus_own_change_since_1993(table) -> None:
    """'Since 1993, the earliest year available for comparable measures, the Gini index was up 5.2
    percent' in 2012 (Census Bureau, January 2014); rounding leaves 0.1."""
    found = known(table, ASK, Period.parse("2013Q3"))
    first, change = found.since(100)
    assert (first, found.years[-1]) == (1993, 2012)
    # Later changes of method (2000, 2010), which that figure counts, are left out here: 0.3.
    assert 100 * (change + 0.3) / 45.4 == pytest.approx(5.2, abs=0.2)


def test_changes_of_method_are_no_changes(table) -> None:
    """2013 to 2014: 48.2 by the new questions to 48.0, not 47.6 to 48.0."""
    assert known(table, ASK, Period.parse("2015Q3")).since(1) == (2013, pytest.approx(-0.2))
    # Nothing is compared across 1993, whose figure by the old method no one published.
    assert known(table, ASK, Period.parse("2003Q4")).since(20)[0] == 1993


def test_the_findings_of_the_worked_cases(spoken) -> None:
    wanted = {"us-crisis": (46.3, 2007), "us-now": (48.5, 2023), "japan-macro-2014": (37.91, 2010)}
    for name, (level, year) in wanted.items():
        situation = assess(dataclasses.replace(cases.load(name), draws=50))
        question = next(q for q in situation.case.pack.diagnosis if q.name == "inequality")
        (found,) = answer_inequality(situation, question)
        diagnostics = dict(found.diagnostics)
        assert (diagnostics["level"], diagnostics["year"]) == (level, year)
        assert found.interval is None
        spoken(found.statement)
        assert str(year) in found.statement.en
        assert ("not in the table" in found.statement.en) == (name == "us-now")


def test_faults_of_a_table(table) -> None:
    with pytest.raises(TinbergenError) as fault:
        known(table, ASK, Period.parse("2001"))
    assert fault.value.code == "F050"
    odd = dataclasses.replace(table, rows=("then", *table.rows[1:]))
    with pytest.raises(TinbergenError) as fault:
        known(odd, ASK, Period.parse("2020"))
    assert fault.value.code == "L094"
