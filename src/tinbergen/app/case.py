"""Run a case: collect its data, walk the circle once, write the report and the documents."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer, notes
from tinbergen.app.results import CaseRun, CaseText
from tinbergen.core.errors import Language, TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.manifest import check_place
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.sealing import sealed_within
from tinbergen.core.text import Text
from tinbergen.loop.budget.file import worked
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.cases import load, text_of
from tinbergen.loop.case.cases import names as case_names
from tinbergen.loop.case.packs import case_called, names, pack, short_names
from tinbergen.loop.case.sources import Price
from tinbergen.loop.case.start import start
from tinbergen.loop.cycle import Run, turn
from tinbergen.loop.scenarios.library import story
from tinbergen.loop.scenarios.world import under_scenario
from tinbergen.report.case.report import FILES, run_of, write

READ = Text("Read: the case and its data", "读取：案例与数据")
REPORT = Text("Report: pages and tables", "报告：网页与表格")


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """The name of a worked case or the path of a case file; its date; what else happens in it.

    ``scenario`` is one of the library, or of a file: ``FILE.yaml:NAME``.
    """

    case: str
    as_of: Period | None = None
    scenario: str | None = None


@dataclass(frozen=True, slots=True)
class DataInputs:
    """A file of data in place of a case; ``price`` says what its column of prices holds.

    ``entity`` is whose rows are read; ``targets``, ``bounds`` and ``weights`` are what is asked,
    see :func:`tinbergen.loop.case.start.start`.
    """

    data: Path
    as_of: Period | None = None
    price: Price = "auto"
    scenario: str | None = None
    entity: str | None = None
    targets: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnInputs:
    """What to run, where the report goes (see :func:`folder_of`), and its language.

    With ``force`` results of another run that are there are replaced.
    """

    case: CaseInputs | DataInputs
    folder: Path | None = None
    lang: Language = "en"
    force: bool = False


def read_case(inputs: CaseInputs | DataInputs) -> Case:
    """The case, at its date and under its scenario.

    Raises
    ------
    TinbergenError
        Those of reading the case, the data and the scenario.
    """
    if isinstance(inputs, DataInputs):
        case = start(
            inputs.data, inputs.as_of, inputs.price, entity=inputs.entity, targets=inputs.targets,
            bounds=inputs.bounds, weights=inputs.weights,
        )  # fmt: skip
    else:
        case = load(inputs.case)
        case = case.at(inputs.as_of) if inputs.as_of else case
    if inputs.scenario is None:
        return case
    return under_scenario(story(inputs.scenario), case)


def run_case(inputs: TurnInputs, progress: Progress | None = None) -> Answer[CaseRun, Run]:
    """One turn of the circle and its files.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be written, C236 when it holds results of another run; those of
        :func:`read_case` and of each verb.
    """
    tell = progress or Progress()
    tell(READ)
    case = read_case(inputs.case)
    place = inputs.folder or folder_of(inputs, case)
    check_place(place, run_of(case, inputs.lang), FILES, force=inputs.force)
    done = turn(case, tell)
    tell(REPORT)
    cycle, advice = sealed_within(done.cycle)
    done = dataclasses.replace(done, cycle=cycle)
    files = write(done, place, inputs.lang, force=inputs.force)
    advice = (*case.advice, *advice)
    result = CaseRun(
        case=case.name,
        folder=str(place),
        files={name: str(path) for name, path in files.items()},
        diagnosis=cycle.diagnosis,
        plan=cycle.plan,
        monitoring=cycle.monitoring,
        evaluation=cycle.evaluation,
        next=cycle.advice,
        stages=tell.finish(),
        advice=notes(advice, inputs.lang),
    )
    return Answer(result, done, advice)


def folder_of(inputs: TurnInputs, case: Case) -> Path:
    """Where a turn's results go unless one says otherwise: ``out/NAME``.

    A date, a scenario, other targets, bounds or weights (by a hash) and a language that were asked
    for are in the name, so that runs of one case stand side by side:
    ``out/us-2008-2007Q4-trade-war-zh``, ``out/mine-asked-3f9c2a``.
    """
    said = inputs.case
    date = str(said.as_of) if said.as_of else ""
    scenario = case.scenario.name if said.scenario and case.scenario else ""
    asked = _asked(said) if isinstance(said, DataInputs) else ""
    return named_folder(case.name, date, scenario, asked, lang=inputs.lang)


def _asked(inputs: DataInputs) -> str:
    """A name of the targets, bounds and weights that were asked for, whatever their order."""
    parts = (inputs.targets, inputs.bounds, inputs.weights)
    if not any(parts):
        return ""
    said = repr([sorted(part) for part in parts])
    return f"asked-{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def named_folder(*parts: str, lang: Language) -> Path:
    """``out/`` and a name of what is said, with the language unless it is English."""
    words = [re.sub(r"[^\w.+-]+", "_", part) for part in (*parts, lang if lang != "en" else "")]
    return Path("out") / ("-".join(word for word in words if word).lstrip(".") or "run")


def demo_of(name: str, known: Sequence[str] = ()) -> str:
    """The worked case that shows a pack, or that has this name, short or whole; ``known`` is what
    an error says may be named, packs and short names by default.

    Raises
    ------
    TinbergenError
        U022 when the pack has none; those of finding the pack.
    """
    shown = (*names(), *short_names())
    known = known or shown
    if name in case_names():
        return name
    if name not in shown:
        raise TinbergenError(
            "L044", hint=did_you_mean(name, known), name=name, known=", ".join(known)
        )
    demo = case_called(name) or pack(name).demo
    if demo is None:
        raise TinbergenError("U022", pack=name)
    return demo


def case_text(name: str | None) -> Answer[CaseText, None]:
    """A case as it is written: a worked one by its name or its pack's, or that of a file; without a
    name, that of all packs on one budget.

    Raises
    ------
    TinbergenError
        L044 when there is none of that name; those of :func:`demo_of` and of reading the file.
    """
    if name is None:
        return Answer(CaseText(worked().stem, read_text(worked())), None)
    if name in case_names():
        return Answer(CaseText(name, text_of(name)), None)
    if "." in name or Path(name).parent != Path():
        return Answer(CaseText(Path(name).stem, read_text(name)), None)
    own = demo_of(name, (*names(), *short_names(), *case_names()))
    return Answer(CaseText(own, text_of(own)), None)
