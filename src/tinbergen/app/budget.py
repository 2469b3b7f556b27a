"""Several cases on one budget: the split, its report and its tables."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer, notes
from tinbergen.app.case import named_folder
from tinbergen.app.results_packs import CrossRun
from tinbergen.core.errors import Language
from tinbergen.core.manifest import check_place
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.loop.budget.file import read_crossing, worked
from tinbergen.loop.budget.split import allocate_budget
from tinbergen.loop.scenarios.library import story
from tinbergen.report.budget.report import FILES, run_of, write

_READ = Text("Read: the cases and their data", "读取：各案例与数据")
_REPORT = Text("Report: pages and tables", "报告：网页与表格")


@dataclass(frozen=True, slots=True)
class BudgetInputs:
    """A crossing file, the worked cases of all packs without it; the folder of the report.

    ``scenario`` is the one in which actors are compared, in place of the file's; with ``force``
    results of another run that are there are replaced.
    """

    file: Path | None = None
    folder: Path | None = None
    lang: Language = "en"
    scenario: str | None = None
    force: bool = False


def split_budget(inputs: BudgetInputs, progress: Progress | None = None) -> Answer[CrossRun, None]:
    """The split that equalises what one more unit saves, and each case's plan at its share.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be written, C236 when it holds results of another run; those of
        reading, assessing and designing each case.
    """
    tell = progress or Progress()
    tell(_READ)
    asked = read_crossing(inputs.file or worked())
    if inputs.scenario is not None:
        asked = dataclasses.replace(asked, under=story(inputs.scenario))
    place = inputs.folder or named_folder(asked.name, inputs.scenario or "", lang=inputs.lang)
    check_place(place, run_of(asked, inputs.lang), FILES, force=inputs.force)
    found = allocate_budget(
        asked.name,
        asked.title,
        asked.unit,
        asked.budget,
        asked.members,
        asked.stories,
        tell,
        asked.actors,
        asked.under,
    )
    tell(_REPORT)
    files = write(found, asked, place, inputs.lang, force=inputs.force)
    every = (*(member.case for member in asked.members), *asked.actors)
    advice = tuple(a for case in every for a in case.advice)
    written = {name: str(path) for name, path in files.items()}
    result = CrossRun(found, str(place), written, tell.finish(), notes(advice, inputs.lang))
    return Answer(result, None, advice)
