"""A case of one's own from a table: the file that runs, and what it assumes."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tinbergen.app.answer import Answer, notes
from tinbergen.app.results import CaseProposed
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import check_folder, write_atomic
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.catalogue import EIGHT
from tinbergen.data.entities import file_stem, only
from tinbergen.data.opening import open_sheet
from tinbergen.data.sources import us_macrodata
from tinbergen.loop.case.cases import load
from tinbergen.loop.case.packs import default, pack
from tinbergen.loop.case.proposal import Proposal
from tinbergen.loop.case.start import proposed
from tinbergen.loop.questions import answer as answers
from tinbergen.loop.situation import assess

_READ = Text("Read the table", "读取数据表")
_TRY = Text("Try the case", "试算案例")


@dataclass(frozen=True, slots=True)
class InitInputs:
    """A table, whose rows of it, the date of the case, and the file that is written.

    ``out`` is ``case.yaml`` in the current folder by default; a case of another file is called as
    that is, and so are the files beside it. ``lang`` is that of its comments.
    """

    data: Path
    out: Path | None = None
    entity: str | None = None
    as_of: Period | None = None
    lang: Language = "en"


def init(inputs: InitInputs, progress: Progress | None = None) -> Answer[CaseProposed, None]:
    """Write a commented case for a table, that runs as it stands.

    Raises
    ------
    TinbergenError
        L268 when a file that would be written is there already, C004 when it can't be written, L267
        when the columns make no case; those of reading the table.
    """
    tell = progress or Progress()
    out = inputs.out or Path("case.yaml")
    _free(out)
    check_folder(out.absolute().parent)
    tell(_READ)
    sheet = open_sheet(inputs.data)
    if inputs.entity is not None:
        sheet = only(sheet, inputs.entity)
    # Two cases of one table are told apart by the names that are asked for.
    asked = out.stem if out.stem != "case" else file_stem(sheet, inputs.data.stem)
    stem = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in
                   asked).strip("-.") or "case"  # fmt: skip
    source = os.path.relpath(inputs.data.absolute(), out.absolute().parent)
    found, told = proposed(sheet, stem, Path(source).as_posix(), inputs.as_of)
    beside = {out.parent / name: text for name, text in found.files.items()}
    for path in beside:
        _free(path)
    tell(_TRY)
    try:
        for path, text in beside.items():
            write_atomic(path, text)
        write_atomic(out, found.text(inputs.lang))
        found = _asking(found, out)
        write_atomic(out, found.text(inputs.lang))
    except TinbergenError:
        for path in (out, *beside):
            path.unlink(missing_ok=True)
        raise
    written = tuple(str(path) for path in (out, *beside))
    return Answer(
        CaseProposed(str(out), written, found.assumed, notes(told, inputs.lang)), None, told
    )


def example(folder: Path) -> Answer[CaseProposed, None]:
    """Put the example files that the documentation names into a folder.

    Raises
    ------
    TinbergenError
        L268 when one is there already, C004 when it can't be written.
    """
    made = {"econ_data.csv": _econ_data(), _MODEL: files(__package__).joinpath(
        "example", _MODEL).read_text(encoding="utf-8")}  # fmt: skip
    check_folder(folder)
    for name in made:
        _free(folder / name)
    for name, text in made.items():
        write_atomic(folder / name, text)
    written = tuple(str(folder / name) for name in made)
    return Answer(CaseProposed(None, written, (), ()), None)


#: The example of a model file, beside this module.
_MODEL = "model.mod"


def _econ_data() -> str:
    """The packaged data of the United States as the file of eight columns that users bring."""
    data = us_macrodata().select(EIGHT)
    rows = data.to_frame().rename_axis("date").to_csv(lineterminator="\n")
    return f"# {data.source.en} | {data.source.zh}\n{rows}"


def _free(path: Path) -> None:
    if path.exists():
        raise TinbergenError("L268", path=path)


def _asking(found: Proposal, out: Path) -> Proposal:
    """The proposal with the questions of its pack's diagnosis that its data answer, where it names
    none: the case is assessed as it was written."""
    if found.content.get("diagnosis") != []:
        return found
    there = assess(load(out))
    asked = []
    for question in pack(default()).diagnosis:
        try:
            if list(answers(question)(there, question)):
                asked.append({"examine": question.name})
        except TinbergenError:
            continue
    return dataclasses.replace(found, content={**found.content, "diagnosis": asked})
