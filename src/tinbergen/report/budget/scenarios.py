"""The scenarios of a crossing: what each does to the targets of each case, with no new policy."""

from __future__ import annotations

import math

from tinbergen.charts.heat import Heat, HeatRow, Rise
from tinbergen.charts.quantities import change_of
from tinbergen.core.documents.budget import Crossing
from tinbergen.core.text import Text
from tinbergen.loop.budget.file import Crossed
from tinbergen.loop.case.case import Case
from tinbergen.loop.scenarios.library import ScenarioSpec
from tinbergen.report.blocks import Cell, Definitions
from tinbergen.report.document import Block, Section
from tinbergen.report.views.responses import TITLE, digits, most_moved
from tinbergen.report.wording import capital, readable, sentences

_SUBTITLE = {
    False: Text("Change of each target's mean over the horizon", "各目标期内均值的变化"),
    True: Text("The same, signs of the scenarios turned", "同上，情景方向相反"),
}
_NOTE = Text(
    "With no new policy, against none of these happening. Shading is relative to the largest of "
    "the row",
    "均在无新政策下，与不发生任何情景对照；颜色深浅相对于同行最大者",
)
_SOURCE = Text("{story} Size: {basis}", "{story}幅度依据：{basis}")
_RISES: dict[str, Rise] = {"at_least": "good", "at_most": "bad", "at": "neither"}


def scenario_section(found: Crossing, asked: Crossed) -> Section:
    """Heat tables of the scenarios and of their opposites, and what each says."""
    blocks: list[Block] = []
    for turned in (False, True):
        stories = [s for s in asked.stories if (s.opposite is not None) == turned]
        if stories:
            blocks.append(_heat(found, asked, stories, turned))
    blocks.append(_told(asked))
    lead = [most_moved(found, case.name) for case in _cases(asked)]
    return Section(TITLE, sentences(*(said for said in lead if said is not None)), blocks)


def _cases(asked: Crossed) -> list[Case]:
    """The cases on the budget, then those of actors beside it."""
    return [*(member.case for member in asked.members), *asked.actors]


def _heat(found: Crossing, asked: Crossed, stories: list[ScenarioSpec], turned: bool) -> Heat:
    change = {(r.scenario, r.case, r.variable): r.change for r in found.responses}
    rows = []
    for case in _cases(asked):
        for target in case.targets:
            keys = [(s.name, case.name, target.variable) for s in stories]
            values = tuple(change.get(key, math.nan) for key in keys)
            rows.append(
                HeatRow(
                    capital(target.title),
                    change_of(target.unit),
                    values,
                    _RISES[target.sense],
                    digits(values),
                    readable(case.title),
                )
            )
    return Heat(
        _headline(found, stories), [s.title for s in stories], rows, _SUBTITLE[turned],
        note=sentences(_NOTE),
    )  # fmt: skip


def _headline(found: Crossing, stories: list[ScenarioSpec]) -> Text:
    """The scenario that does most to most targets."""
    names = [s.name for s in stories]
    largest: list[str] = []
    for key in dict.fromkeys((r.case, r.variable) for r in found.responses):
        own = [r for r in found.responses if (r.case, r.variable) == key and r.scenario in names]
        if any(r.change for r in own):
            largest.append(max(own, key=lambda r: abs(r.change)).scenario)
    most = max(names, key=largest.count)
    title = next(s.title for s in stories if s.name == most)
    return Text(
        "{title} has the largest effect on {count} of {all} targets",
        "{title}对 {all} 个目标中的 {count} 个影响最大",
    ).fill(title=capital(title), count=largest.count(most), all=len(largest))


def _told(asked: Crossed) -> Definitions:
    """What happens in each, and where its sizes are from; an opposite has those of its other."""
    items: list[tuple[Text, Cell]] = []
    for story in asked.stories:
        said = sentences(story.story)
        if story.opposite is None:
            said = _SOURCE.fill(story=said, basis=story.basis)
        items.append((story.title, said))
    return Definitions(items)
