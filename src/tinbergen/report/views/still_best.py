"""Whether a plan was still the best at each review, and what outturns make of the worlds."""

from __future__ import annotations

from collections.abc import Sequence

from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.cycle import Review, Reweighed
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.wording import capital, sentences, stretches

_BEST = {
    "title": Text("Was the plan still the best?", "计划是否仍为最优？"),
    "period": Text("Known in", "所知截至"),
    "verdict": Text("Still the best?", "仍为最优？"),
    "optimal": Text("nothing clear against it", "无明确反证"),
    "revise": Text("no", "否"),
    "p": Text("p", "p 值"),
    "change": Text("{change} ({low} to {high})", "{change}（{low} 至 {high}）"),
    "bound": Text("{change}, at its bound", "{change}，至上下限"),
    "note": Text(
        "By how much each instrument had better differ from the plan in every period left, in "
        "brackets the 90% band over worlds and their effects; of a rule that the plan shifts, from "
        "the rule as it stands now with that shift. p is that of the hypothesis that the plan is "
        "the best, rejected below 0.10 (optimal policy perturbation, Barnichon and Mesters 2023). "
        "Limits that bind are kept, others are left to the revised plan",
        "各工具在余下各期宜与计划相差多少，括号内为跨世界及其效应的 90% 区间；对计划所平移的规则，"
        "以当前规则加上该平移为准。p 值对应“计划为最优”这一假设，低于 0.10 即拒绝"
        "（最优政策扰动，Barnichon 与 Mesters 2023）。起约束的限制保持不变，其余由修订计划遵守",
    ),
    "outdated": Text(
        "As known in {periods}, the plan was clearly no longer the best",
        "以 {periods} 所知，计划已明确不再最优",
    ),
}


def perturbations(review: Review) -> list[Finding]:
    return [f for f in review.findings if f.kind == "perturbation"]


def perturbation_table(reviews: Sequence[Review]) -> Table | None:
    """A row a review that was tested, a column an instrument; None where none was."""
    tested = [(r.period, found) for r in reviews if (found := perturbations(r))]
    if not tested:
        return None
    instruments = {f.name: f for _, found in tested for f in found}
    rows = [_row(period, found, instruments) for period, found in tested]
    columns = (
        Column(_BEST["period"], align="text"),
        Column(_BEST["verdict"], align="text"),
        Column(_BEST["p"]),
        *(Column(capital(f.title), short(f.unit)) for f in instruments.values()),
    )
    return Table(_BEST["title"], columns, rows, note=sentences(_BEST["note"]))


def _row(period: Period, found: Sequence[Finding], instruments: dict[str, Finding]) -> list[Cell]:
    verdict = _BEST["revise" if any(f.severity > 0 for f in found) else "optimal"]
    p_value = dict(found[0].diagnostics)["p value"]
    own = {f.name: f for f in found}
    return [
        period, verdict, number(p_value, 2),
        *(_change(own[name]) if name in own else "–" for name in instruments),
    ]  # fmt: skip


def _change(finding: Finding) -> Text:
    assert finding.interval is not None
    assert finding.estimate is not None
    signed = [
        number(v, 2, signed=True)
        for v in (finding.estimate, finding.interval.lower, finding.interval.upper)
    ]
    if signed[1] == signed[2]:
        return _BEST["bound"].fill(change=signed[0])
    return _BEST["change"].fill(change=signed[0], low=signed[1], high=signed[2])


def outdated(reviews: Sequence[Review]) -> Text | None:
    """When the plan was found to be no longer the best; None where it never was."""
    periods = [r.period for r in reviews if r.outdated]
    if not periods:
        return None
    return _BEST["outdated"].fill(
        periods=stretches(periods) if len(periods) > 1 else period_text(periods[0])
    )


_WEIGHTS = {
    "title": Text("What outturns make of the worlds", "实际值如何改变各世界的权重"),
    "world": Text("World", "世界"),
    "outlook": Text("Outlook", "展望"),
    "response": Text("Response", "响应"),
    "moved": Text("{before} → {after}", "{before} → {after}"),
    "note": Text(
        "Weights in percent, before and after, by the density that pairs of an outlook and a "
        "response gave to the means of the targets since the plan began. Responses are told apart "
        "only by what policy did. The latest plan counts with them",
        "权重（百分比），更新前后；依据各“展望—响应”组合对计划开始以来目标均值所给的密度。"
        "各响应只能由政策的作用加以区分。最近的修订计划采用更新后的权重",
    ),
}


def weights_table(moved: Sequence[Reweighed]) -> Table | None:
    """The worlds' weights before and after what came in; None where nothing could be told."""
    if not moved:
        return None
    rows: list[list[Cell]] = [
        [w.title, _shares(w.outlook_before, w.outlook_after),
         _shares(w.response_before, w.response_after)]
        for w in moved
    ]  # fmt: skip
    columns = (
        Column(_WEIGHTS["world"], align="text"),
        Column(_WEIGHTS["outlook"]),
        Column(_WEIGHTS["response"]),
    )
    return Table(_WEIGHTS["title"], columns, rows, note=sentences(_WEIGHTS["note"]))


def _shares(before: float, after: float) -> Text:
    if before == after == 0:
        return Text("–", "–")
    return _WEIGHTS["moved"].fill(before=number(100 * before, 0), after=number(100 * after, 0))
