"""The four verbs one by one, and the decision between them, on a case and the files of before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinbergen.app.answer import Answer, to_json
from tinbergen.app.case import READ, CaseInputs, DataInputs, read_case
from tinbergen.app.documents import read_plan
from tinbergen.core.documents.cycle import Diagnosis, Evaluation, Monitoring
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import check_folder, write_new
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.sealing import sealed_within
from tinbergen.data.tabular import read_table
from tinbergen.loop import adopt as decision
from tinbergen.loop import design as designing
from tinbergen.loop import diagnose as diagnosing
from tinbergen.loop import evaluate as evaluating
from tinbergen.loop import monitor as monitoring
from tinbergen.loop.case.case import Case
from tinbergen.loop.cycle import STAGES
from tinbergen.loop.plan_tracking import plan_of, situation_of
from tinbergen.loop.situation import Situation, assess
from tinbergen.report.case.context import context_of
from tinbergen.report.views.context import Context


@dataclass(frozen=True, slots=True)
class VerbInputs:
    """A case, or data in its place, and the file that the document is written to.

    With ``force`` it replaces another that is there.
    """

    case: CaseInputs | DataInputs
    document: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class ReviewInputs:
    """A case and its plan or its adoption, as a document or as the file that holds one.

    ``revise`` and ``alternatives`` are for monitoring: whether a torn trip-wire brings a new plan,
    and that plan its alternatives. With ``unsealed`` a file is taken that this user did not seal,
    with ``force`` the document is written over another.
    """

    case: CaseInputs
    plan: Path | Plan | Adoption
    document: Path | None = None
    revise: bool = True
    alternatives: bool = False
    unsealed: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class AdoptInputs:
    """A case and its plan; who adopted it, and when (before its first period by default).

    ``settings`` are instruments as they were set, or a table of them, a column each. ``edited``
    says that the plan was changed by hand and is adopted as a new one; ``unsealed`` and ``force``
    as for a review.
    """

    case: CaseInputs
    plan: Path | Plan
    by: str
    on: Period | None = None
    settings: Path | Mapping[str, Sequence[float | None]] | None = None
    document: Path | None = None
    edited: bool = False
    unsealed: bool = False
    force: bool = False


def diagnose(inputs: VerbInputs, progress: Progress | None = None) -> Answer[Diagnosis, Context]:
    """What is wrong, and why.

    Raises
    ------
    TinbergenError
        C004 when the document can't be written, C237 when it would take the place of another; those
        of reading the case and of the verb.
    """
    there, found = _diagnosed(inputs, progress or Progress())
    return _given(found, inputs, there.case)


def design(inputs: VerbInputs, progress: Progress | None = None) -> Answer[Plan, Context]:
    """Which instruments, set how: the plan cites the diagnosis made first; errors as there."""
    tell = progress or Progress()
    there, diagnosis = _diagnosed(inputs, tell)
    tell(STAGES["design"])
    plan = designing.design(there, diagnosis=diagnosis)
    return _given(plan, inputs, there.case, plan)


def monitor(inputs: ReviewInputs, progress: Progress | None = None) -> Answer[Monitoring, Context]:
    """Outturns against the plan, and the plan revised.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.app.documents.read_plan`; else as :func:`diagnose`.
    """
    tell = progress or Progress()
    case, adopted = _read(inputs, tell)
    found = monitoring.monitor(
        case, adopted, revise=inputs.revise, alternatives=inputs.alternatives, progress=tell
    )
    return _given(found, inputs, case, plan_of(adopted))


def evaluate(inputs: ReviewInputs, progress: Progress | None = None) -> Answer[Evaluation, Context]:
    """What the policy did; errors as for :func:`monitor`."""
    tell = progress or Progress()
    case, adopted = _read(inputs, tell)
    tell(STAGES["evaluate"])
    found = evaluating.evaluate(case, adopted)
    return _given(found, inputs, case, plan_of(adopted))


def adopt(inputs: AdoptInputs, progress: Progress | None = None) -> Answer[Adoption, Context]:
    """Record who adopted the plan, when, and what was set.

    Raises
    ------
    TinbergenError
        L010 when the plan is not this case's, L058 when the file holds an adoption; those of
        reading the files and of :func:`tinbergen.loop.adopt.adopt`.
    """
    tell = progress or Progress()
    _check(inputs.document)
    tell(READ)
    case = read_case(inputs.case)
    plan = inputs.plan
    if isinstance(plan, Path):
        plan = _plan_alone(inputs, plan)
    settings: Any = inputs.settings
    if isinstance(settings, Path):
        settings = read_table(settings, allow_missing=True).dataset.to_frame()
    tell.check()
    situation_of(case, plan)
    found = decision.adopt(
        plan, by=inputs.by, on=inputs.on, settings=settings, edited=inputs.edited
    )
    return _given(found, inputs, case, found.plan)


def _plan_alone(inputs: AdoptInputs, path: Path) -> Plan:
    """The plan that a file holds; L058 for an adoption."""
    found = read_plan(path, unsealed_too=inputs.unsealed, edited=inputs.edited)
    if isinstance(found, Adoption):
        raise TinbergenError("L058", file=path, by=found.by, plan=found.plan.id, on=found.on)
    return found


def _diagnosed(inputs: VerbInputs, tell: Progress) -> tuple[Situation, Diagnosis]:
    _check(inputs.document)
    tell(READ)
    case = read_case(inputs.case)
    tell(STAGES["collect"].fill(as_of=case.vintage))
    there = assess(case)
    tell(STAGES["diagnose"])
    return there, diagnosing.diagnose(there)


def _read(inputs: ReviewInputs, tell: Progress) -> tuple[Case, Plan | Adoption]:
    _check(inputs.document)
    tell(READ)
    plan = inputs.plan
    adopted = read_plan(plan, unsealed_too=inputs.unsealed) if isinstance(plan, Path) else plan
    return read_case(inputs.case), adopted


def _check(document: Path | None) -> None:
    if document:
        check_folder(document.absolute().parent)


def _given(
    found: Any,
    inputs: VerbInputs | ReviewInputs | AdoptInputs,
    case: Case,
    plan: Plan | None = None,
) -> Answer[Any, Context]:
    """The document, written where it was asked for."""
    found, advice = sealed_within(found)
    if inputs.document:
        write_new(inputs.document, to_json(found) + "\n", force=inputs.force)
    return Answer(found, context_of(case, plan), (*case.advice, *advice))
