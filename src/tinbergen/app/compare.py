"""Two runs, or two documents, compared: what was put in otherwise, and what that changes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinbergen.app.answer import Answer
from tinbergen.app.case import named_folder
from tinbergen.app.results import CompareRun
from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.manifest import verify
from tinbergen.core.serial import from_dict, parsed, to_json, unsealed
from tinbergen.core.text import Text
from tinbergen.loop.case.keeping import name_of
from tinbergen.loop.compare.between import DOCUMENTS, Origin
from tinbergen.loop.compare.between import compare as compare_documents
from tinbergen.report.compare.report import write

#: The document that tells all of a run, by the command that wrote its folder.
_WHOLE = {"run": "cycle.json", "cross": "crossing.json"}
#: The documents by the first word of their identities; a cycle has none.
_BY_NAME = {kind.__name__.lower(): kind for kind in DOCUMENTS if kind is not Cycle}
#: What a cycle, which has no identity, is known by.
_CYCLE = {"case", "diagnosis", "plan", "monitoring", "evaluation"}
_UNKNOWN = Text("it is no document of this program", "它不是本程序的文档")
_OTHER = Text("it is of the kind {name}", "其类别为 {name}")
_COMMAND = Text("'{command}' wrote it", "由 '{command}' 写出")


@dataclass(frozen=True, slots=True)
class CompareInputs:
    """Two folders of runs or two files of documents, B compared with A; where the report goes.

    ``unsealed`` takes what another key has sealed, or none; with ``force`` results of another run
    that are there are replaced.
    """

    a: Path
    b: Path
    folder: Path | None = None
    lang: Language = "en"
    unsealed: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    document: Any
    called: str
    inputs: str


def compare_runs(inputs: CompareInputs) -> Answer[CompareRun, Comparison]:
    """The comparison and its files.

    Raises
    ------
    TinbergenError
        C280 for one folder or file twice, C283 for one that holds nothing that compares, C004 when
        the folder can't be written, C236 when it holds results of another run; those of verifying
        the folders and reading the documents, and of
        :func:`tinbergen.loop.compare.between.compare`.
    """
    read = _both(inputs.a, inputs.b, unsealed_too=inputs.unsealed)
    found = _compared(*read)
    hashed = name_of(tuple(to_json(one.document) for one in read))
    place = inputs.folder or named_folder("compare", *(r.called for r in read), lang=inputs.lang)
    files = write(found, hashed, place, inputs.lang, force=inputs.force)
    written = {name: str(path) for name, path in files.items()}
    return Answer(CompareRun(found, str(place), written), found)


def compare(a: Any, b: Any, *, unsealed: bool = False) -> Comparison:
    """What differs between two runs or documents, ``b`` less ``a``; ``b - a`` of documents is it.

    Parameters
    ----------
    a, b
        Two documents (cycles, plans, adoptions, diagnoses, monitorings, evaluations, crossings), or
        the paths of two folders that ``run`` or ``cross`` wrote, or of files with documents.
    unsealed
        Whether folders and files are taken that another key has sealed, or none.

    Raises
    ------
    TinbergenError
        C280 for one path twice, C281 for two kinds, C282 where nothing compares, C283 for a path
        that holds nothing that does; those of verifying folders and reading documents.
    """
    paths = [isinstance(one, str | Path) for one in (a, b)]
    if all(paths):
        return _compared(*_both(Path(a), Path(b), unsealed_too=unsealed))
    read = [
        _read(Path(one), unsealed_too=unsealed) if is_path else _Read(one, "", "")
        for one, is_path in zip((a, b), paths, strict=True)
    ]
    return _compared(read[0], read[1])


def _both(a: Path, b: Path, *, unsealed_too: bool) -> tuple[_Read, _Read]:
    if a == b or os.path.realpath(a) == os.path.realpath(b):
        raise TinbergenError("C280", a=a, b=b)
    first, second = (_read(path, unsealed_too=unsealed_too) for path in (a, b))
    if first.called != second.called:
        return first, second
    return (
        _Read(first.document, str(a), first.inputs),
        _Read(second.document, str(b), second.inputs),
    )


def _compared(a: _Read, b: _Read) -> Comparison:
    origins = (Origin(a.called, a.inputs), Origin(b.called, b.inputs))
    return compare_documents(a.document, b.document, origins)


def _read(path: Path, *, unsealed_too: bool) -> _Read:
    """The document that a folder or a file holds, proved before it is read."""
    if not path.is_dir():
        return _Read(_document(path, unsealed_too=unsealed_too), path.name, "")
    found = verify(path, unsealed_too=unsealed_too)
    name = _WHOLE.get(found.command)
    if name is None:
        detail = _COMMAND.fill(command=found.command)
        raise TinbergenError("C283", path=path, detail=detail)
    document = _document(path / name, unsealed_too=unsealed_too)
    return _Read(document, Path(os.path.realpath(path)).name, found.inputs)


def _document(path: Path, *, unsealed_too: bool) -> Any:
    """The document of a file, whichever it is."""
    data = parsed(Cycle, read_text(path))
    if not isinstance(data, dict):
        raise TinbergenError("C283", path=path, detail=_UNKNOWN)
    word = str(data.get("id", "")).partition("-")[0]
    kind = Cycle if data.keys() >= _CYCLE and not word else _BY_NAME.get(word)
    if kind is None:
        detail = _OTHER.fill(name=word[:20]) if word else _UNKNOWN
        raise TinbergenError("C283", path=path, detail=detail)
    document: Any = from_dict(kind, data)
    bearer = document.plan if isinstance(document, Cycle) else document
    if isinstance(bearer, Plan | Adoption) and not unsealed_too:
        problem = unsealed(bearer)
        if problem is not None:
            raise TinbergenError("C231", file=path, detail=problem)
    return document
