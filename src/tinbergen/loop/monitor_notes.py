"""What a reader must know of the data behind reviews: revised, unknown, unseen, rewritten."""

from __future__ import annotations

from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.period import Period
from tinbergen.core.text import COMMAS, Text
from tinbergen.data.store import Revisions
from tinbergen.loop.plan_tracking import outturn, plan_of, variable_title
from tinbergen.loop.situation import Situation, fingerprint

_REVISED_DATA = Text(
    "the data up to the plan's start are no longer those that the plan was made with: they have "
    "been revised since",
    "计划起始前的数据已不同于制定计划时所用数据：此后曾被修订",
)
_UNKNOWN = Text(
    "how these were set is not known, they are taken as planned: {names}",
    "以下工具的实际设定未知，按计划处理：{names}",
)
_UNSEEN = Text(
    "these are not in the data, so nothing is said of them: {names}",
    "以下指标不在数据中，故无从评说：{names}",
)
_REWRITTEN = Text(
    "the tables of these worlds are no longer those that the plan was made with: {names}",
    "以下世界的表已不同于制定计划时所用者：{names}",
)


_REBASED = Text(
    "since the plan was made these series were rebased, so that their levels can't be compared "
    "with the plan's: {names}",
    "制定计划以来以下序列更换了基期，其水平值不能与计划比较：{names}",
)


def notes(made: Situation, adopted: Plan | Adoption, last: Period) -> tuple[Text, ...]:
    """What a reader must know of the data behind the reviews."""
    plan, found = plan_of(adopted), []
    if plan.frozen is not None and fingerprint(made.data) != plan.frozen.data:
        found.append(_REVISED_DATA)
    now = {world.name: world for world in made.frozen().worlds}
    then = plan.frozen.worlds if plan.frozen is not None else ()
    rewritten = [w.name for w in then if w.kind == "table" and now[w.name] != w]
    if rewritten:
        found.append(_REWRITTEN.fill(names=", ".join(rewritten)))
    came = outturn(made.case, last, adopted)
    if made.case.reading.vintages:
        known = made.case.known(plan.start - 1), made.case.known(last)
        if rebased := Revisions.between(*known).rebased():
            found.append(_REBASED.fill(names=", ".join(rebased)))
    titles = {i.name: i.title for i in made.case.instruments}
    unknown = [titles[name] for name in came.unknown]
    if unknown:
        listed = COMMAS.join(unknown)
        found.append(_UNKNOWN.fill(names=listed))
    watched = [w.variable for w in plan.trip_wires] or [a.variable for a in plan.attainment]
    unseen = [variable_title(made, n) for n in dict.fromkeys(watched) if n not in came.data]
    if unseen:
        listed = COMMAS.join(unseen)
        found.append(_UNSEEN.fill(names=listed))
    return tuple(found)
