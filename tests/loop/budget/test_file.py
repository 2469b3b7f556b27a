"""Crossing files: which cases share which budget; every mistake is placed and explained."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.budget.file import SPENDING, read_crossing, worked
from tinbergen.loop.case import cases, packs
from tinbergen.loop.scenarios.library import library

TEXT = """\
name: two
title: {en: Two, zh: 两个}
unit: {en: billion dollars, zh: 十亿美元}
budget: 50
draws: 60
members:
  - case: us-2008
    constraint: deficit limit
    rate: 32.85
    basis: {en: national accounts, zh: 国民账户}
  - case: uk-2012
    spending:
      variable: ABATEMENT
      title: {en: Cost of abatement, zh: 减排成本}
      unit: {en: billion pounds, zh: 十亿英镑}
    without: [carbon budgets]
    rate: 1.5853
    weight: 2
    basis: {en: exchange rate, zh: 汇率}
scenarios: [climate-damage]
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def put(text: str) -> str:
        (tmp_path / "two.yaml").write_text(text, encoding="utf-8")
        return "two.yaml"

    return put


def test_a_crossing_file(write) -> None:
    found = read_crossing(write(TEXT))
    us, uk = found.members
    assert (found.budget, [s.name for s in found.stories]) == (50, ["climate-damage"])
    assert (us.constraint, us.rate, us.weight, us.case.draws) == ("deficit limit", 32.85, 1, 60)
    assert (uk.constraint, uk.rate, uk.weight) == (SPENDING, 1.5853, 2)
    (limit,) = uk.case.constraints
    assert (limit.variable, limit.sense, limit.cumulative) == ("ABATEMENT", "at_most", True)
    # A budget pays for what is new, unless the file says that it pays for all.
    assert limit.relative
    whole = TEXT.replace("ABATEMENT\n", "ABATEMENT\n      relative: false\n")
    assert not read_crossing(write(whole)).members[1].case.constraints[0].relative
    assert found.bases["uk-2012"].zh == "汇率"


@pytest.mark.parametrize("size", ["0", "1e-320", "1e31", "-5"])
def test_a_budget_is_a_size_that_can_be_divided_by(write, size) -> None:
    with pytest.raises(TinbergenError, match="budget") as told:
        read_crossing(write(TEXT.replace("budget: 50", f"budget: {size}")))
    assert told.value.code == "L003"


def test_the_worked_crossing_has_a_case_of_every_pack_that_knows_its_economy() -> None:
    found = read_crossing(worked())
    (economy,) = {m.case.economy for m in found.members}
    there = {
        name
        for name in packs.names()
        if any(cases.load(case).economy == economy for case in packs.pack(name).cases)
    }
    assert {m.case.pack.name for m in found.members} == {
        "macro",
        "industry",
        "environment",
        "trade",
        "innovation",
        "digital",
    }
    beside = {case.pack.name for case in found.actors}
    assert beside == {"enterprise", "bank"}
    assert {m.case.pack.name for m in found.members} | beside == there
    assert {case.economy for case in found.actors} == {economy}
    assert found.under is not None and found.under.name == "demand-slump"
    assert len(found.stories) == len(library())


def test_actors_beside_the_budget(write) -> None:
    found = read_crossing(write(TEXT + "actors:\n  - case: us-banks-2019\n"))
    assert [case.name for case in found.actors] == ["us-banks-2019"]
    assert found.actors[0].draws == 60
    assert found.under == found.stories[0]  # the first that is told, where none is named
    other = read_crossing(write(TEXT + "under: trade-war\n"))
    assert (other.actors, other.under.name) == ((), "trade-war")


ACTORS = {
    "twice": ("actors:\n  - case: us-2008\n", "L115"),
    "no_case": ("actors:\n  - case: us-bankz\n", "L012"),
    "no_scenario": ("under: trade-wars\n", "L051"),
    "misspelt": ("actors:\n  - cases: us-banks\n", "L002"),
}


@pytest.mark.parametrize("kind", ACTORS)
def test_mistakes_in_actors(kind, write) -> None:
    text, code = ACTORS[kind]
    with pytest.raises(TinbergenError) as fault:
        read_crossing(write(TEXT + text))
    assert fault.value.code == code
    assert fault.value.at is not None
    assert fault.value.at.line > TEXT.count("\n")


def test_a_case_beside_the_file(write, tmp_path) -> None:
    from tinbergen.loop.case.cases import text_of

    (tmp_path / "mine.yaml").write_text(text_of("us-2008").replace("name: us-2008", "name: mine"))
    found = read_crossing(write(TEXT.replace("case: us-2008", "case: mine.yaml")))
    assert found.members[0].case.name == "mine"


MISTAKES = {
    "twice": ("  - case: uk-2012", "  - case: us-2008"),
    "spends_nothing": ("    constraint: deficit limit\n", ""),
    "spends_twice": ("    without:", "    constraint: carbon budgets\n    without:"),
    "no_such_constraint": ("constraint: deficit limit", "constraint: deficit limits"),
    "nothing_to_leave_out": ("without: [carbon budgets]", "without: [carbon budget]"),
    "not_spending": ("variable: ABATEMENT", "variable: ABATEMNT"),
    "not_an_outcome": ("variable: ABATEMENT", "variable: CARBON_PRICE"),
    "no_scenario": ("[climate-damage]", "[climate-damages]"),
    "no_budget": ("budget: 50", "budget: -5"),
    "misspelt": ("    rate: 32.85", "    rates: 32.85"),
    "no_limit": (
        "    spending:\n      variable: ABATEMENT\n"
        "      title: {en: Cost of abatement, zh: 减排成本}\n"
        "      unit: {en: billion pounds, zh: 十亿英镑}\n"
        "    without: [carbon budgets]\n",
        "    constraint: deficit limit\n",
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_mistakes_in_a_crossing_file(kind, golden, write) -> None:
    old, new = MISTAKES[kind]
    assert old in TEXT
    with pytest.raises(TinbergenError) as fault:
        read_crossing(write(TEXT.replace(old, new)))
    assert fault.value.at is not None
    assert fault.value.at.line
    golden(
        f"crossing_{kind}.txt", fault.value.render("en") + "\n\n" + fault.value.render("zh") + "\n"
    )


def test_a_case_that_there_is_not(write) -> None:
    with pytest.raises(TinbergenError) as fault:
        read_crossing(write(TEXT.replace("case: us-2008", "case: us-2009")))
    assert (fault.value.code, fault.value.hint) == ("L012", "us-2008")
    assert fault.value.at is not None
    assert fault.value.at.line == 7


def test_a_constraint_that_limits_no_sum(write, tmp_path, golden) -> None:
    from tinbergen.loop.case.cases import text_of

    text = (
        text_of("us-2008")
        .replace("    cumulative: true\n", "")
        .replace("name: us-2008", "name: mine")
    )
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(TinbergenError) as fault:
        read_crossing(write(TEXT.replace("case: us-2008", "case: mine.yaml")))
    golden(
        "crossing_no_sum.txt", fault.value.render("en") + "\n\n" + fault.value.render("zh") + "\n"
    )
