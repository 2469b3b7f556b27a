"""The report of one turn of the circle: a policy note, its documents and its numbers as files."""

from __future__ import annotations

from pathlib import Path

from tinbergen.charts.typeset import period_text
from tinbergen.core import serial
from tinbergen.core.arguments import unfit
from tinbergen.core.manifest import MANIFEST, Manifest, write_results
from tinbergen.core.sealing import sealed_within
from tinbergen.core.text import Language, Text
from tinbergen.core.version import __version__
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.digest import digest
from tinbergen.loop.cycle import Run
from tinbergen.report.blocks import Cell
from tinbergen.report.case.annex import annex, next_section
from tinbergen.report.case.data import data_section
from tinbergen.report.case.design import design_section
from tinbergen.report.case.diagnosis import diagnosis_section
from tinbergen.report.case.evaluation import evaluation_section
from tinbergen.report.case.filtered_models import filtered_section
from tinbergen.report.case.model import model_section
from tinbergen.report.case.monitoring import monitoring_section
from tinbergen.report.case.summary import summary
from tinbergen.report.case.tables import TABLES
from tinbergen.report.case.view import View
from tinbergen.report.document import Document
from tinbergen.report.wording import listed, readable, stretch

_KIND = Text("Policy note", "政策简报")
_SUBTITLE = Text("Diagnosis as of {as_of} and plan for {horizon}", "{as_of}的诊断与{horizon}的计划")
_FOLLOWED = Text(
    "Diagnosis as of {as_of}, plan for {horizon}, and what became of it by {last}",
    "{as_of}诊断、{horizon}计划及其至{last}的结果",
)
_META = {
    "as_of": Text("As of", "截至"),
    "scenario": Text("Scenario", "情景"),
    "observed": Text("Last observations", "最新观测"),
    "reviewed": Text("Reviewed until", "监测至"),
    "model": Text("Model", "模型"),
    "worlds": Text("Worlds", "世界"),
    "sample": Text("Estimated on", "估计样本"),
    "source": Text("Data", "数据"),
}
_COLOPHON = Text(
    "Written by Tinbergen {version} from case {case}, {plan}. The folder of this report holds the "
    "plan, the whole cycle and all numbers as tables.",
    "由 Tinbergen {version} 根据案例 {case}、{plan} 生成。同一文件夹内有计划、完整循环与数据表。",
)


def build(run: Run) -> Document:
    """The report of a turn, in both languages; what did not happen yet has no section."""
    view, cycle = View(run), run.cycle
    sections = [summary(view), data_section(view)]
    if cycle.diagnosis.findings or cycle.diagnosis.unanswered:
        sections.append(diagnosis_section(view))
    if run.case.model.equations:
        sections.append(model_section(view))
    elif (filtered := filtered_section(view)) is not None:
        sections.append(filtered)
    sections.append(design_section(view))
    if cycle.monitoring is not None:
        sections.append(monitoring_section(view, cycle.monitoring))
    if cycle.evaluation is not None:
        sections.append(evaluation_section(view, cycle.evaluation))
    sections += [next_section(view), annex(view)]
    return Document(
        readable(run.case.title), _subtitle(view), _meta(view), sections, _KIND,
        _COLOPHON.fill(version=__version__, case=run.case.name, plan=cycle.plan.id),
    )  # fmt: skip


_RUN = Text("a Run, as turn gives it", "turn 所得的 Run")


def run_of(case: Case, lang: Language) -> Manifest:
    """What a folder's manifest says of a turn on this case."""
    scenario = case.scenario.name if case.scenario else ""
    return Manifest("run", case.name, scenario, lang, str(case.vintage), digest(case))


#: Files that every turn writes.
FILES = ("report.html", "plan.json", "cycle.json", "plan.csv")


def write(
    run: Run, folder: str | Path, lang: Language = "en", *, force: bool = False
) -> dict[str, Path]:
    """Write the report in one language, its documents as JSON and its numbers as CSV.

    Plans are sealed, and the folder's manifest is written last.

    Parameters
    ----------
    run
        A turn of the circle, from :func:`tinbergen.loop.cycle.turn`.
    folder
        Where to; made when it is not there.
    lang
        ``en`` or ``zh``.
    force
        Whether results of another run that are there are replaced.

    Returns
    -------
    dict
        What is in each file -> its path: report, plan, cycle, the plan as last revised if it was,
        the tables of :data:`tinbergen.report.case.tables.TABLES`, and the manifest. Everything is
        made before the first file is written, and each file is written whole or not at all.

    Raises
    ------
    TinbergenError
        C010 for what is no run, C004 when the folder can't be made or written, C236 when it holds
        results of another run.
    """
    if not isinstance(run, Run):
        raise unfit("run", run, _RUN)
    cycle, _ = sealed_within(run.cycle)
    contents = {
        "report": ("report.html", build(run).html(lang)),
        "plan": ("plan.json", serial.to_json(cycle.plan)),
        "cycle": ("cycle.json", serial.to_json(cycle)),
        **{name: (f"{name}.csv", make(run)) for name, make in TABLES.items() if name != "plan"},
        "plan_table": ("plan.csv", TABLES["plan"](run)),
    }
    if cycle.monitoring and cycle.monitoring.revisions:
        revised = serial.to_json(cycle.monitoring.revisions[-1])
        contents["revised"] = ("plan-revised.json", revised)
    place = Path(folder)
    write_results(place, run_of(run.case, lang), dict(contents.values()), force=force)
    written = {key: place / name for key, (name, _) in contents.items()}
    return {**written, "manifest": place / MANIFEST}


def _subtitle(view: View) -> Text:
    facts = {
        "as_of": view.vintage_text,
        "horizon": stretch(view.plan.start, view.horizon.end),
    }
    monitoring = view.run.cycle.monitoring
    if monitoring is None:
        return _SUBTITLE.fill(**facts)
    return _FOLLOWED.fill(last=period_text(monitoring.reviews[-1].period), **facts)


def _meta(view: View) -> list[tuple[Text, Cell]]:
    fit, monitoring = view.run.situation.fit, view.run.cycle.monitoring
    case = view.run.case
    meta: list[tuple[Text, Cell]] = [(_META["as_of"], case.vintage)]
    if case.scenario is not None:
        meta.append((_META["scenario"], case.scenario.title))
    if case.reading.vintages:
        meta.append((_META["observed"], view.as_of))
    if monitoring is not None:
        meta.append((_META["reviewed"], monitoring.reviews[-1].period))
    worlds = [world.title for world in view.run.situation.worlds]
    label = _META["model" if view.run.case.model.equations else "worlds"]
    meta.append((label, listed(worlds)))
    if fit is not None:
        meta.append((_META["sample"], stretch(fit.sample.start, fit.sample.end)))
    return [*meta, (_META["source"], view.data.source)]
