"""The report of several cases on one budget: who gets what, what a unit buys, what scenarios do."""

from __future__ import annotations

from pathlib import Path

from tinbergen.charts.quantities import amount, short
from tinbergen.core import serial
from tinbergen.core.documents.budget import Crossing, Share
from tinbergen.core.manifest import MANIFEST, Manifest, write_results
from tinbergen.core.text import Language, Text
from tinbergen.core.version import __version__
from tinbergen.loop.budget.file import Crossed
from tinbergen.loop.case.digest import digest
from tinbergen.loop.case.packs import names, pack
from tinbergen.loop.scenarios.concepts import concepts
from tinbergen.report.blocks import Cell, Definitions
from tinbergen.report.budget.scenarios import scenario_section
from tinbergen.report.budget.tables import TABLES
from tinbergen.report.concept_map import concept_map, link_table
from tinbergen.report.document import Block, Document, Section
from tinbergen.report.views.actors import actor_section
from tinbergen.report.views.budget import frontier, legible, payoff, plans, shares
from tinbergen.report.views.concepts import concept_section
from tinbergen.report.views.first_budget import first_section
from tinbergen.report.views.money import money
from tinbergen.report.views.weights import weight_section
from tinbergen.report.wording import decimals_for, readable, sentences

_WORDS = {
    "kind": Text("Packs on one budget", "跨领域预算"),
    "subtitle": Text("{budget} shared by {count} cases", "{count} 个案例分享 {budget}"),
    "budget": Text("Budget", "预算"),
    "spent": Text("Spent", "支出"),
    "members": Text("Cases", "案例"),
    "map": Text("What drives what", "概念图"),
    "ground": Text("How it is computed", "计算方法"),
    "colophon": Text(
        "Written by Tinbergen {version} from {crossing}. The folder of this report holds the "
        "crossing with its plans and all numbers as tables.",
        "由 Tinbergen {version} 根据 {crossing} 生成。同一文件夹内有全部计划与数据表。",
    ),
}


def build(found: Crossing, asked: Crossed) -> Document:
    """The report, in both languages."""
    found = legible(found)
    meta: list[tuple[Text, Cell]] = [
        (_WORDS["budget"], money(found, found.budget)),
        (_WORDS["spent"], money(found, found.spent)),
        (_WORDS["members"], len(found.shares)),
    ]
    own = {s.case: _own(s, asked) for s in found.shares}
    sections = [
        first_section(found),
        shares(found, own, asked.note),
        frontier(found),
        payoff(found),
    ]
    if found.other_weights:
        sections.append(weight_section(found))
    if found.actors:
        sections.append(actor_section(found))
    if found.responses:
        sections.append(scenario_section(found, asked))
    if found.outcomes:
        sections.append(concept_section(found))
    sections += [*_map(asked), plans(found), _ground(found, asked)]
    subtitle = _WORDS["subtitle"].fill(budget=money(found, found.budget), count=len(found.shares))
    return Document(
        readable(found.title), subtitle, meta, sections,
        _WORDS["kind"], _WORDS["colophon"].fill(version=__version__, crossing=found.id),
    )  # fmt: skip


def run_of(asked: Crossed, lang: Language) -> Manifest:
    """What a folder's manifest says of a split."""
    under = asked.under.name if asked.under else ""
    return Manifest("cross", asked.name, under, lang, "", digest(asked))


#: Files that every split writes.
FILES = ("report.html", "crossing.json")


def write(
    found: Crossing, asked: Crossed, folder: Path, lang: Language = "en", *, force: bool = False
) -> dict[str, Path]:
    """Write the report in one language, the crossing as JSON and its numbers as CSV.

    The folder's manifest is written last; with ``force`` results of another run are replaced.

    Returns
    -------
    dict
        What is in each file -> its path: report, crossing, the tables of
        :data:`tinbergen.report.budget.tables.TABLES`, and the manifest. Each file is written whole
        or not at all.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be made or written, C236 when it holds results of another run.
    """
    contents = {
        "report": ("report.html", build(found, asked).html(lang)),
        "crossing": ("crossing.json", serial.to_json(found)),
        **{name: (f"{name}.csv", make(found)) for name, make in TABLES.items()},
    }
    write_results(folder, run_of(asked, lang), dict(contents.values()), force=force)
    written = {key: folder / name for key, (name, _) in contents.items()}
    return {**written, "manifest": folder / MANIFEST}


def _own(share: Share, asked: Crossed) -> Text:
    member = next(m for m in asked.members if m.case.name == share.case)
    limit = next(c for c in member.case.constraints if c.name == share.constraint)
    return amount(share.bound, short(limit.unit), decimals_for([share.bound], fine=True))


def _map(asked: Crossed) -> list[Section]:
    """The map of concepts, with the cases' own links; nothing where no pack declares one."""
    known = [pack(name) for name in names()]
    found = concepts(known, [link for m in asked.members for link in m.case.links])
    if not found.links:
        return []
    lead = Text(
        "A scenario is said once, in indicators; these links carry it to all packs",
        "情景只以指标表述一次，由下列联系传导至各领域包",
    )
    drawn: list[Block] = [concept_map(found, known), link_table(found)]
    return [Section(_WORDS["map"], sentences(lead), drawn)]


def _ground(found: Crossing, asked: Crossed) -> Section:
    items: list[tuple[Text, Cell]] = []
    for member in asked.members:
        limit = next(c for c in member.case.constraints if c.name == member.constraint)
        said = Text(
            "Spends by '{limit}'; one unit ({unit}) costs {rate} ({money}): {basis}. Weight "
            "{weight}",
            "以“{limit}”计支出；一单位（{unit}）合 {rate}（{money}）：{basis}。权重 {weight}",
        ).fill(
            limit=limit.title, unit=limit.unit, rate=f"{member.rate:.4g}", money=found.unit,
            basis=asked.bases[member.case.name], weight=f"{member.weight:g}",
        )  # fmt: skip
        items.append((readable(member.case.title), said))
    rules = [sentences(a) for a in found.assumptions]
    return Section(_WORDS["ground"], None, [Definitions(items), *rules])
