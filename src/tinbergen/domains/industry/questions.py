"""The questions that a diagnosis of industries asks: structure, productivity, who is emerging."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Part
from tinbergen.core.text import Text
from tinbergen.domains.industry import policy, words
from tinbergen.domains.industry.methods.emerging import rank_industries
from tinbergen.domains.industry.methods.shift_share import shift_share
from tinbergen.domains.industry.methods.structural_change import structural_change
from tinbergen.economics.input_output import linkages
from tinbergen.economics.location import location_quotients
from tinbergen.loop.case.finding import bad, finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.case.sectors import Panel, by_code, economy, exact, panel, panels, parts
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT, POINTS

Array = NDArray[np.float64]

#: What weighs more than the other signs: an industry that does not grow is not emerging.
_EMERGING = {"growth": 2.0, "jobs": 2.0}


def answer_composition(situation: Situation, question: Question) -> Iterable[Finding]:
    """How the shares of the sectors moved over some years; the changes sum to nothing."""
    found = panel(situation, question, "of", "N")
    years = found.years(question.whole("years", 10))
    now, then = found.back(0), found.back(years)
    shares = 100 * now / now.sum()
    moved = shares - 100 * then / then.sum()
    turned = float(np.abs(moved).sum() / 2)
    what = question.title or Text("Composition", "构成")
    yield finding(
        situation, f"composition of {question.text('of', 'N')}", what,
        statement=words.composition(what, years, found.titles, moved, shares, turned),
        estimate=turned, unit=POINTS, method=words.COMPOSITION, interval=exact(turned),
        severity=bad(turned / max(years, 1), 1.0), parts=parts(found, moved),
        diagnostics=tuple(
            (f"share {code}", float(s)) for code, s in zip(found.codes, shares, strict=True)
        ),
    )  # fmt: skip


def answer_structural_change(situation: Situation, question: Question) -> Iterable[Finding]:
    """Growth of labour productivity: within the sectors, and from moving between them."""
    value, jobs = panels(situation, question, ("value_added", "V"), ("jobs", "EMP"))
    years = min(p.years(question.whole("years", 10)) for p in (value, jobs))
    split = structural_change(value.back(years), jobs.back(years), value.back(0), jobs.back(0))
    within = parts(value, split.within)
    moved = (
        Part("static", words.STATIC, float(split.static.sum())),
        Part("dynamic", words.DYNAMIC, float(split.dynamic.sum())),
    )
    between = float(split.between.sum())
    yield finding(
        situation, "structural change",
        Text("Productivity and structural change", "生产率与结构变迁"),
        statement=words.productivity(years, split.total, float(split.within.sum()), between,
                                     value.titles, split.within),
        estimate=split.total, unit=PERCENT, method=words.MCMILLAN, interval=exact(split.total),
        severity=bad(-between, 1.0) if between < 0 else 0.0, parts=(*within, *moved),
        diagnostics=(("within", float(split.within.sum())), ("between", between),
                     *((f"between {c}", float(b))
                       for c, b in zip(value.codes, split.between, strict=True))),
    )  # fmt: skip


def answer_shift_share(situation: Situation, question: Question) -> Iterable[Finding]:
    """Jobs against a reference economy: its growth, the mix, the sectors' own edge."""
    here, there = panels(situation, question, ("jobs", "EMP"), ("reference", "REF"))
    years = min(p.years(question.whole("years", 10)) for p in (here, there))
    split = shift_share(here.back(years), here.back(0), there.back(years), there.back(0))
    total, own = float(split.change.sum()), float(split.own.sum())
    name = reference(question)
    yield finding(
        situation, "shift share",
        Text("Jobs against {there}", "与{there}的就业比较").fill(there=name),
        statement=words.shift(years, total, split, here.titles, name),
        estimate=total, unit=words.THOUSAND, method=words.SHIFT_SHARE, interval=exact(total),
        severity=bad(-own, float(0.3 * here.back(0).sum())),
        parts=(
            Part("reference", words.REFERENCE.fill(there=name), float(split.reference.sum())),
            Part("mix", words.MIX, float(split.mix.sum())),
            Part("own", words.OWN, own),
        ),
        diagnostics=tuple(
            (f"own {c}", float(v)) for c, v in zip(here.codes, split.own, strict=True)
        ),
    )  # fmt: skip


def reference(question: Question) -> Text:
    """What the economy that jobs are compared with is called: the argument ``reference_name``.

    Raises
    ------
    TinbergenError
        L042 when it has no words in both languages.
    """
    return question.words("reference_name", words.THE_REFERENCE)


def answer_specialisation(situation: Situation, question: Question) -> Iterable[Finding]:
    """Location quotients: what the economy has more or less of than the reference."""
    here, there = panels(situation, question, ("jobs", "EMP"), ("reference", "REF"))
    now, other = here.back(0), there.back(0)
    quotients = location_quotients(now, other)
    apart = 100 * (now / now.sum() - other / other.sum())
    index = float(np.abs(apart).sum() / 2)
    yield finding(
        situation, "specialisation", Text("Specialisation", "专业化"),
        statement=words.quotients(here.titles, quotients, index, reference(question)),
        estimate=index, unit=POINTS, method=words.QUOTIENTS, interval=exact(index), severity=0.0,
        parts=parts(here, apart),
        diagnostics=(
            ("weighted mean", float(quotients @ other / other.sum())),
            *((f"quotient {c}", float(q)) for c, q in zip(here.codes, quotients, strict=True)),
        ),
    )  # fmt: skip


def answer_emerging(situation: Situation, question: Question) -> Iterable[Finding]:
    """Industries ranked by growth, jobs, productivity, ties and research, with reasons."""
    value, jobs = panels(situation, question, ("value_added", "V"), ("jobs", "EMP"))
    table, _ = economy(situation, question)
    years = min(p.years(question.whole("years", 10)) for p in (value, jobs))
    ties = linkages(table)
    v0, v1, l0, l1 = value.back(years), value.back(0), jobs.back(years), jobs.back(0)
    signs = {
        "growth": np.log(v1 / v0),
        "jobs": l1 / l1.sum() - l0 / l0.sum(),
        "productivity": np.log(v1 * l0 / (v0 * l1)),
        "backward": by_code(value, ties.names, ties.backward),
        "forward": by_code(value, ties.names, ties.forward),
        "research": research(situation, question, value) / v1,
    }
    ranking = rank_industries(value.codes, signs, _EMERGING)
    best = ranking.order[0]
    apart = ranking.score - ranking.score.mean()
    yield finding(
        situation, "emerging industries", Text("Emerging industries", "新兴产业"),
        statement=words.emerging(ranking, value.titles, years),
        estimate=float(apart[best]), unit=words.SCORE, method=words.EMERGING,
        severity=0.5, parts=parts(value, apart),
        diagnostics=tuple(
            (f"{sign} {code}", float(rank))
            for sign, row in zip(ranking.signs, ranking.ranks, strict=True)
            for code, rank in zip(value.codes, row, strict=True)
        ),
    )  # fmt: skip


def research(situation: Situation, question: Question, value: Panel) -> Array:
    """Research by sector from a table of the case, (sectors,); NaN where it is not known."""
    known = situation.case.tables.get(question.text("table", "sectors"))
    column = question.text("research", "research")
    if known is None or column not in known.columns:
        return np.full(len(value.codes), np.nan)
    return by_code(value, known.rows, known.column(column))


def answer_innovation(situation: Situation, question: Question) -> Iterable[Finding]:
    """Research against value added: of all industries, and of those for which it is known."""
    value = panel(situation, question, "value_added", "N")
    spent = research(situation, question, value)
    total = situation.model_world.model.values.get(question.text("total", "research"), float("nan"))
    if not np.isfinite(total):
        total = float(np.nansum(spent))
    today = value.back(0)
    share = 100 * total / float(today.sum())
    known = np.isfinite(spent) & (spent > 0)
    listed = tuple(
        Part(value.codes[i], value.titles[i], float(100 * spent[i] / today.sum()))
        for i in np.flatnonzero(known)
    )
    rest = share - sum(part.value for part in listed)
    yield finding(
        situation, "innovation capacity", Text("Research of business", "企业研发"),
        statement=words.research(share, [
            (value.titles[i], float(100 * spent[i] / today[i])) for i in np.flatnonzero(known)
        ]),
        estimate=share, unit=words.PERCENT_OF_VALUE_ADDED, method=words.RESEARCH,
        interval=exact(share), severity=bad(1.5 - share, 0.5),
        parts=(*listed, Part("rest", words.NOT_SPLIT, rest)),
    )  # fmt: skip


#: By the name with which a pack asks for it, those of other modules too.
QUESTIONS: dict[str, Answer] = {
    "composition": answer_composition,
    "structural change": answer_structural_change,
    "shift share": answer_shift_share,
    "specialisation": answer_specialisation,
    "emerging industries": answer_emerging,
    "innovation capacity": answer_innovation,
    **policy.QUESTIONS,
}
