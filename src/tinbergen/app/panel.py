"""A turn for each economy of a panel, and their plans side by side."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tinbergen.app.answer import Answer, fault_of
from tinbergen.app.case import DataInputs, TurnInputs, run_case
from tinbergen.app.results import EntityRun, PanelRun
from tinbergen.core.errors import StoppedError, TinbergenError
from tinbergen.core.files import check_folder
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.entities import entities_of
from tinbergen.data.opening import open_sheet

#: What ``--entity`` says for each of them.
ALL = "all"

_STAGE = Text("{entity}", "{entity}")


def run_panel(inputs: TurnInputs, progress: Progress | None = None) -> Answer[PanelRun, None]:
    """The turn of :func:`tinbergen.app.case.run_case` for each economy of a table.

    Reports lie in a folder each, below the one of ``inputs``. An economy whose data don't allow it
    is told with its fault; the others go on.

    Raises
    ------
    TinbergenError
        D262 when the table stacks none, C004 when the folder can't be written, those of reading the
        file; the fault of the first economy when all have one.
    """
    assert isinstance(inputs.case, DataInputs), "a panel is a file of data"
    tell = progress or Progress()
    data = inputs.case
    entities = entities_of(open_sheet(data.data))
    place = inputs.folder or Path("out") / data.data.stem
    check_folder(place)
    found: list[EntityRun] = []
    faults: list[TinbergenError] = []
    for k, entity in enumerate(entities):
        tell(_STAGE.fill(entity=entity), k / len(entities))
        one = dataclasses.replace(data, entity=entity)
        where = place / _folder(entity)
        try:
            done = run_case(TurnInputs(one, where, inputs.lang), _within(tell))
        except StoppedError:
            raise
        except TinbergenError as fault:
            faults.append(fault)
            found.append(EntityRun(entity, None, None, None, None, fault_of(fault, inputs.lang)))
            continue
        plan = done.result.plan
        met = sum(a.met for a in plan.attainment)
        found.append(
            EntityRun(entity, done.result.folder, met, len(plan.attainment), plan.verdict, None)
        )
    if len(faults) == len(entities):
        raise faults[0]
    return Answer(PanelRun(str(place), tuple(found)), None)


def _within(tell: Progress) -> Progress:
    """The progress of one economy: its own stages, the whole's time."""
    return Progress(lambda _: tell.check(), seconds=tell.left)


def _folder(entity: str) -> str:
    """A name that is one folder everywhere."""
    return "".join(c if c.isalnum() else "-" for c in entity).strip("-") or "entity"
