"""The report of several cases on one budget, in both languages, and its numbers as files."""

import csv
import dataclasses
import io
import re

import pytest

from tinbergen.core.documents.budget import Crossing, Outcome, Role
from tinbergen.core.serial import from_json
from tinbergen.core.text import Text
from tinbergen.loop.budget.file import Crossed
from tinbergen.loop.budget.split import Member, allocate_budget
from tinbergen.loop.case import cases
from tinbergen.loop.scenarios.library import library
from tinbergen.report.blocks import Definitions, Table
from tinbergen.report.budget.report import build, write
from tinbergen.report.budget.tables import TABLES
from tinbergen.report.views.first_budget import first_section

UNIT = Text("percent of quarterly GDP", "占季度GDP百分比")


@pytest.fixture(scope="module")
def asked() -> Crossed:
    us = dataclasses.replace(cases.load("us-2008"), draws=50)
    heavy = dataclasses.replace(us, name="twin", title=Text("A twin", "孪生案例"))
    stories = tuple(library()[n] for n in ("climate-damage", "climate-relief"))
    return Crossed(
        "twins", Text("Two on one budget", "两者共用一个预算"), Text("Made up.", "虚构。"), UNIT, 4.0,
        (Member(us, "deficit limit", 1.0), Member(heavy, "deficit limit", 1.0, 3.0)), stories,
        {"us-2008": Text("itself", "本身"), "twin": Text("itself", "本身")},
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(asked) -> Crossing:
    return allocate_budget(
        asked.name, asked.title, asked.unit, asked.budget, asked.members, asked.stories
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_report_says(found, asked, lang) -> None:
    page = build(found, asked).html(lang)
    wanted = {
        "en": ("Who gets what", "What the budget buys", "What giving all to one would cost",
               "What scenarios do", "What drives what", "The plans", "Most goes to A twin",
               "shadow price", "Climate damage", "What hangs on the weights", "A twin: 3",
               "Where the packs agree"),
        "zh": ("如何分配", "预算能换来什么", "全部给予一方的代价", "情景的影响", "概念图", "各项计划",
               "孪生案例所得最多", "影子价格", "气候损害", "权重的作用", "各领域包是否一致"),
    }[lang]  # fmt: skip
    for words in wanted:
        assert words in page
    assert "nan" not in page.lower().replace("finan", "").replace("governan", "")


def test_numbers_stand_flush_right(found, asked) -> None:
    sections = {s.title.en: s for s in build(found, asked).sections}
    (shares,) = (b for b in sections["Who gets what"].blocks if isinstance(b, Table))
    assert [c.align for c in shares.columns] == ["text", "number", "text", *["number"] * 5]
    plans = [b for b in sections["The plans"].blocks if isinstance(b, Table)]
    for table in plans:
        assert [c.align for c in table.columns[2:5]] == ["number"] * 3


def test_plans_tell_their_numbers_apart(found, asked) -> None:
    plan = found.plans[0]
    aim = dataclasses.replace(plan.attainment[0], desired=2.0, before=2.0, planned=2.0003)
    close = dataclasses.replace(plan, attainment=(aim,))
    page = build(dataclasses.replace(found, plans=(close, *found.plans[1:])), asked).html("zh")
    assert re.search(r"2\.0000</td>\s*<td class=\"number\">2\.0003</td>", page)


def test_the_files(found, asked, tmp_path) -> None:
    files = write(found, asked, tmp_path / "here")
    assert from_json(Crossing, files["crossing"].read_text(encoding="utf-8")) == found
    rows = list(csv.DictReader(io.StringIO(files["shares"].read_text())))
    assert [float(r["amount"]) for r in rows] == [s.amount for s in found.shares]
    assert sum(float(r["amount"]) for r in rows) == pytest.approx(4.0)
    frontier = list(csv.DictReader(io.StringIO(files["frontier"].read_text())))
    assert len(frontier) == len(found.frontier)
    told = list(csv.DictReader(io.StringIO(files["scenarios"].read_text())))
    assert len(told) == 2 * 2 * 3


def test_weights_are_told_in_money(found, asked) -> None:
    sections = {s.title.en: s for s in build(found, asked).sections}
    section = sections["What hangs on the weights"]
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 1 + 2 * len(found.shares)
    assert all(sum(row[1:]) == pytest.approx(4.0) for row in table.rows)
    assert section.lead is not None
    assert f"worth {1 / found.price:,.1f}" in section.lead.en
    doubled = next(o for o in found.other_weights if (o.case, o.factor) == ("us-2008", 2.0))
    assert doubled.amounts[0] > found.shares[0].amount
    rows = list(csv.DictReader(io.StringIO(TABLES["weights"](found))))
    assert [float(r["twin"]) for r in rows] == [o.amounts[1] for o in found.other_weights]


def outcome(role: Role, changes: tuple[float, ...], case: str = "twin") -> Outcome:
    return Outcome(
        "slump", Text("Slump", "下滑"), case, "macro", "output", Text("output", "产出"), role,
        changes, Text("as it is", "如此"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "changes", "said"),
    [
        ("own", (-1.2,), "A twin: output −1.20 %, agrees"),
        ("own", (0.9,), "A twin: output +0.90 %, apart"),
        ("reads", (-1.0,), "A twin reads it: as it is"),
        ("silent", (), "A twin cannot answer: as it is"),
    ],
)
def test_others_agree_or_say_why_not(found, asked, role, changes, said) -> None:
    told = (outcome("owner", (-1.0,), "us-2008"), outcome(role, changes))
    one = dataclasses.replace(found, outcomes=told)
    assert said in build(one, asked).html("en")
    rows = list(csv.DictReader(io.StringIO(TABLES["concepts"](one))))
    assert [r["change"] for r in rows] == ["-1.0", str(changes[0]) if changes else ""]


def test_who_cannot_answer_in_some_scenarios(found, asked) -> None:
    told = (outcome("owner", (-1.0,), "us-2008"), outcome("own", (-1.0,)),
            dataclasses.replace(outcome("owner", (1.0,), "us-2008"), scenario="boom"),
            dataclasses.replace(outcome("silent", ()), scenario="boom"))  # fmt: skip
    page = build(dataclasses.replace(found, outcomes=told), asked).html("en")
    assert "answers itself, except in 1 of 2 scenarios: as it is" in page


def test_without_scenarios_there_is_no_such_section(found, asked) -> None:
    bare = dataclasses.replace(found, responses=(), outcomes=())
    page = build(bare, dataclasses.replace(asked, stories=())).html("en")
    assert "What scenarios do" not in page


def test_a_budget_that_is_left_over(found, asked) -> None:
    page = build(dataclasses.replace(found, price=0.0), asked).html("en")
    assert "the rest of the budget is left over" in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_budget_has_a_face(found, lang) -> None:
    shown = repr(found)
    assert len(shown) < 3000 and shown.count("\n") < 30
    assert "Who gets what" in shown
    assert found.id in shown
    full = found.summary(lang)
    for words in {"en": ("What the budget buys", "Climate damage", "The plans"),
                  "zh": ("预算能换来什么", "气候损害", "各项计划")}[lang]:  # fmt: skip
        assert words in full
    assert len(found.to_frame()) == 2
    assert found.plot().svg(lang).startswith("<svg")
    assert "iframe" in found._repr_html_()


def test_the_first_screen_tells_the_split_and_what_it_rests_on(found, asked) -> None:
    first = build(found, asked).sections[0]
    ordered = sorted(found.shares, key=lambda s: -s.amount)
    assert first.lead.en.startswith("Split 4")
    assert ordered[0].title.en in first.lead.en
    assert f"{ordered[0].amount:.1f}" in first.lead.en
    (table,) = (block for block in first.blocks if isinstance(block, Table))
    cells = table.cells(table.rows[0], "en")
    assert cells[2] == f"{100 * (1 - ordered[0].loss):.0f}%"
    plan = found.plans[found.shares.index(ordered[0])]
    assert cells[3] == f"{sum(a.met for a in plan.attainment)} of {len(plan.attainment)}"
    after, before = min((a.probability, a.probability_before) for a in plan.attainment)
    assert cells[4] == f"{100 * before:.0f}% → {100 * after:.0f}%"
    said = {t.en: m.en for b in first.blocks if isinstance(b, Definitions) for t, m in b.items}
    assert "the weights, which are the asker's" in said["Against it"]
    assert said["It is wrong if"].startswith("2008 Q4 brings what a first trip-wire of one of 2")


def test_what_costs_nothing_is_not_the_budgets_doing(found, asked) -> None:
    """A case without a share that cuts its loss all the same does so with what is free."""

    def note(loss: float) -> str:
        poor, *others = found.shares
        shares = (dataclasses.replace(poor, amount=0.0, loss=loss), *others)
        first = build(dataclasses.replace(found, shares=shares), asked).sections[0]
        (table,) = (block for block in first.blocks if isinstance(block, Table))
        return table.note.en

    assert "cut the loss without a share, with instruments that cost nothing" in note(0.46)
    assert "without a share" not in note(1.0)


def test_titles_lose_what_they_share(found) -> None:
    """A date that all cases have stands in the budget's own title."""
    dated = dataclasses.replace(found, shares=tuple(
        dataclasses.replace(s, title=Text(f"Case {k}, as of 2014", f"案例{k}，截至2014年"))
        for k, s in enumerate(found.shares)
    ))  # fmt: skip
    lead = first_section(dated).lead
    assert "Case 0" in lead.en and "as of 2014" not in lead.en and "截至" not in lead.zh
