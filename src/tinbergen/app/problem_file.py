"""Problem files of earlier releases, read as the case that each becomes.

A problem file said what is wanted of an institution's own model; model, data and periods stood on
the command line. A case file says all of it. This door stays for one release.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tinbergen.app.answer import Answer
from tinbergen.app.settings import Setting
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import Advice, Language, TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.sealing import sealed_within
from tinbergen.core.text import Text
from tinbergen.loop.case import casetext
from tinbergen.loop.case.casereading import parse_case
from tinbergen.loop.case.cases import build
from tinbergen.loop.cycle import turn
from tinbergen.report.case import report
from tinbergen.report.case.context import context_of
from tinbergen.report.views.context import Context

#: Keys of a problem file, and what they are called in a case file.
_RENAMED = {"disturbances": "shocks"}
_KEPT = ("title", "definitions", "instruments", "targets", "constraints")
_KNOWN = (*_KEPT, *_RENAMED, "source", "disturbance", "shown")
_NO_LIST = Text("a list is wanted here", "此处应为列表")


_READ = Text("Read problem, model and data", "读取问题、模型与数据")
_WRITE = Text("Write the report", "撰写报告")


@dataclass(frozen=True, slots=True)
class ControlInputs:
    """A problem file, the model and the projection that it is about, and the plan's periods.

    ``report`` is the page to write, with ``force`` over another file, ``settings`` change the model
    before tracking.
    """

    problem: Path
    model: str
    data: Path
    start: Period
    end: Period
    settings: tuple[Setting, ...] = ()
    report: Path | None = None
    lang: Language = "en"
    force: bool = False


def control(inputs: ControlInputs, progress: Progress | None = None) -> Answer[Plan, Context]:
    """The plan of a problem file; the advice shows the case that it becomes.

    Raises
    ------
    TinbergenError
        R003 when the report is no ``.html``; those of :func:`case_text` and of a turn.
    """
    page = inputs.report
    if page is not None and page.suffix.lower() != ".html":
        raise TinbergenError("R003", suffix=page.suffix, path=page)
    tell = progress or Progress()
    tell(_READ)
    written = case_text(
        inputs.problem, model=inputs.model, data=inputs.data, start=inputs.start, end=inputs.end,
        settings=inputs.settings,
    )  # fmt: skip
    content, positions = parse_case(written, f"{inputs.problem} as a case")
    run = turn(build(content, positions, Path()), tell)
    if page is not None:
        tell(_WRITE)
        report.build(run).save(page, inputs.lang, force=inputs.force)
    plan, unsealed = sealed_within(run.cycle.plan)
    advice = (Advice("U076", {"case": written.rstrip()}), *run.case.advice, *unsealed)
    return Answer(plan, context_of(run.case, plan), advice)


def case_text(
    problem: Path,
    *,
    model: str,
    data: Path,
    start: Period,
    end: Period,
    settings: Iterable[Setting] = (),
) -> str:
    """The case file that a problem file becomes, as YAML.

    Raises
    ------
    TinbergenError
        C005 when it is unreadable, L001 for no YAML, L002 for an unknown key, L003 where a list is
        wanted, U063 for settings of single periods.
    """
    content, positions = casetext.parse(read_text(problem), str(problem))
    if not isinstance(content, dict):
        raise TinbergenError("L003", at=positions.at(), place=str(problem), problem=_NO_LIST)
    for key in content:
        if key not in _KNOWN:
            raise TinbergenError(
                "L002", at=positions.at(key, "__key__"), key=key, known=", ".join(_KNOWN)
            )
    case: dict[str, Any] = {
        "name": problem.stem,
        "data": {"source": str(data.resolve()), "columns": "own"},
        "baseline": "data",
        "as_of": str(start - 1),
        "horizon": end - start + 1,
        "model": model if not Path(model).is_file() else str(Path(model).resolve()),
        "diagnosis": [],
        "alternatives": [],
    }
    case |= {key: content[key] for key in _KEPT if key in content}
    targets = case.get("targets")
    for target in targets if isinstance(targets, list) else ():
        if isinstance(target, dict):
            target.setdefault("desired", 0)
    case |= {new: content[old] for old, new in _RENAMED.items() if old in content}
    shown = content.get("shown", [])
    if not isinstance(shown, list):
        raise positions.wrong("shown", problem=_NO_LIST)
    case["shown"] = [part["variable"] for part in shown if isinstance(part, dict)]
    fixed = {}
    for change in settings:
        if change.stretch is not None or change.add:
            raise TinbergenError("U063", text=change, name=change.name)
        fixed[change.name] = change.value
    if fixed:
        case["set"] = fixed
    return yaml.safe_dump(case, allow_unicode=True, sort_keys=False, width=100)
