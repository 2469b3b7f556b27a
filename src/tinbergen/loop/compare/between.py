"""Two documents of one kind compared: B less A."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.comparison import (
    Comparison,
    Given,
    GivenApart,
    Kind,
    NotCompared,
    Side,
)
from tinbergen.core.documents.cycle import Cycle, Diagnosis, Evaluation, Monitoring
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import with_identity
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.loop.case import cases
from tinbergen.loop.compare import crossings
from tinbergen.loop.compare.findings import (
    compare_diagnoses,
    compare_evaluations,
    compare_reviews,
    observed,
    revisions,
)
from tinbergen.loop.compare.given import NONE, UNSAID, dated, one, plans, provenances
from tinbergen.loop.compare.pairing import Found, Names
from tinbergen.loop.compare.plans import advises, compare_plans, span_of

#: What can be compared with another of its class.
Document = Cycle | Plan | Adoption | Diagnosis | Monitoring | Evaluation | Crossing
DOCUMENTS: tuple[type, ...] = get_args(Document)
_KINDS: dict[type, Kind] = {
    Cycle: "cycle", Plan: "plan", Adoption: "plan", Diagnosis: "diagnosis",
    Monitoring: "monitoring", Evaluation: "evaluation", Crossing: "crossing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """What a document is ``called`` in the comparison, by default its identity, and the hash of all
    ``inputs`` that its run was computed from, where its manifest says it."""

    called: str = ""
    inputs: str = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a document is made of; a part that it does not have is None."""

    id: str
    case: str
    vintage: str
    span: Span | None = None
    plan: Plan | None = None
    diagnosis: Diagnosis | None = None
    monitoring: Monitoring | None = None
    evaluation: Evaluation | None = None
    crossing: Crossing | None = None
    adoption: Adoption | None = None


def compare(
    a: Any,
    b: Any,
    origins: tuple[Origin, Origin] = (Origin(), Origin()),
) -> Comparison:
    """What differs between two documents: what was put in, and what came out. ``b`` less ``a``.

    Parameters
    ----------
    a, b
        Two cycles, plans, adoptions, diagnoses, monitorings, evaluations or crossings; a plan and
        an adoption compare too.
    origins
        What they are called, and what is known of their runs.

    Raises
    ------
    TinbergenError
        C281 when they are of two kinds, or of one that does not compare; C282 when they have
        nothing in common.
    """
    kinds = [_KINDS.get(type(one)) for one in (a, b)]
    if kinds[0] is None or kinds[0] != kinds[1]:
        raise TinbergenError("C281", a=type(a).__name__, b=type(b).__name__)
    left, right = _parts(a), _parts(b)
    names, found = _names(left.plan, right.plan), Found()
    _collect(left, right, names, found)
    if not (found.paths or any(n.change is not None for n in found.numbers)):
        reasons = dict.fromkeys(
            Text("{what}: {why}", "{what}：{why}").fill(what=left_out.title, why=left_out.why)
            for left_out in found.left_out[:_REASONS]
        )
        raise TinbergenError("C282", detail=SEMICOLONS.join(reasons) if reasons else _NOTHING)
    given = tuple(sorted(_given(left, right), key=lambda g: _ORDER.index(g.topic)))
    if not given and origins[0].inputs != origins[1].inputs:
        a_hash, b_hash = (_text(o.inputs) for o in origins)
        given = (GivenApart("rest", "inputs", _REST, a_hash, b_hash),)
    alike = left.case == right.case
    if not alike:
        found.left_out.append(NotCompared(_OBSERVATIONS, _OF_CASES))
    seen = [observed(p.plan, _shown(p), p.evaluation) for p in (left, right)]
    frozen = [p.plan.frozen if p.plan else None for p in (left, right)]
    hashes = (frozen[0].data, frozen[1].data) if frozen[0] and frozen[1] else None
    unknown = (*UNSAID, *(() if left.plan or left.crossing else (_SCENARIO,)))
    return with_identity(
        Comparison(
            id="",
            kind=kinds[0],
            a=_side(left, origins[0]),
            b=_side(right, origins[1]),
            given=given,
            unknown=unknown,
            numbers=tuple(found.numbers),
            paths=tuple(found.paths),
            revisions=revisions(seen[0], seen[1], hashes, names) if alike else None,
            left_out=tuple(dict.fromkeys(found.left_out)),
        )
    )


def _names(*plans_of: Plan | None) -> Names:
    """What plans, and the worked cases of their names, call variables."""
    names = Names()
    known = [plan for plan in plans_of if plan is not None]
    for plan in known:
        names.learn(plan)
    worked = cases.names()
    for name in dict.fromkeys(plan.name for plan in known if plan.name in worked):
        names.fill(cases.load(name))
    return names


#: What was put in, as it is listed.
_ORDER = get_args(Given)
_OBSERVATIONS = Text("Observations", "观测值")
_OF_CASES = Text("of two cases, which may define them otherwise", "分属两个案例，定义可能不同")
#: Reasons that an error lists.
_REASONS = 4
_NOTHING = Text("no variable, target or finding is in both", "没有两者共有的变量、目标或发现")
_REST = Text("Something else in the case, its models or its data", "案例、模型或数据中的其他内容")
_SCENARIO = Text("the scenario", "情景")


def _text(words: str) -> Text:
    return Text(words, words)


def _parts(document: Document) -> _Parts:
    match document:
        case Cycle():
            plan = document.plan
            return _Parts(
                plan.id, document.case, plan.provenance.vintage, span_of(plan), plan,
                document.diagnosis, document.monitoring, document.evaluation,
            )  # fmt: skip
        case Plan():
            vintage = document.provenance.vintage
            return _Parts(document.id, document.name, vintage, span_of(document),
                          document)  # fmt: skip
        case Adoption():
            plan = document.plan
            return _Parts(document.id, plan.name, plan.provenance.vintage,
                          span_of(plan), plan, adoption=document)  # fmt: skip
        case Diagnosis():
            vintage = document.provenance.vintage
            return _Parts(document.id, "", vintage, diagnosis=document)
        case Monitoring():
            vintage = document.provenance.vintage
            return _Parts(document.id, "", vintage, monitoring=document)
        case Evaluation():
            vintage = document.provenance.vintage
            span = document.outturn[0].span if document.outturn else None
            return _Parts(document.id, "", vintage, span, evaluation=document)
        case Crossing():
            vintage = document.provenance.vintage
            return _Parts(document.id, document.name, vintage, crossing=document)


def _shown(parts: _Parts) -> tuple[Finding, ...]:
    return parts.diagnosis.findings if parts.diagnosis else ()


def _collect(left: _Parts, right: _Parts, names: Names, found: Found) -> None:
    if left.crossing and right.crossing:
        crossings.compare_crossings(left.crossing, right.crossing, names, found)
    if left.plan and right.plan:
        compare_plans(left.plan, right.plan, names, found)
    if left.diagnosis and right.diagnosis:
        compare_diagnoses(left.diagnosis.findings, right.diagnosis.findings, found)
    if left.monitoring and right.monitoring:
        compare_reviews(left.monitoring, right.monitoring, found)
    if left.evaluation and right.evaluation:
        compare_evaluations(left.evaluation, right.evaluation, names, found)


def _given(left: _Parts, right: _Parts) -> Iterator[GivenApart]:
    a, b = (p.crossing for p in (left, right))
    if a and b:
        yield from provenances(a.provenance, b.provenance)
        yield from crossings.given(a, b)
        return
    for x, y in ((left.plan, right.plan), (left.diagnosis, right.diagnosis),
                 (left.monitoring, right.monitoring),
                 (left.evaluation, right.evaluation)):  # fmt: skip
        if x is not None and y is not None:
            yield from provenances(x.provenance, y.provenance)
            break
    if left.plan and right.plan:
        yield from plans(left.plan, right.plan)
    if left.adoption or right.adoption:
        made = [p.adoption for p in (left, right)]
        yield from one("decision", "by", (_text(x.by) if x else NONE for x in made))
        yield from one("decision", "on", (dated(str(x.on)) if x else NONE for x in made))
    p, q = (x.monitoring or x.evaluation for x in (left, right))
    if left.plan is None and p is not None and q is not None:
        yield from one("case", "plan", (_text(p.plan), _text(q.plan)))


def _side(parts: _Parts, origin: Origin) -> Side:
    start: Period | None = parts.span.start if parts.span else None
    return Side(
        parts.id, origin.called or parts.id, parts.case, parts.vintage, start,
        parts.span.length if parts.span else 0, advises(parts.plan) if parts.plan else None,
    )  # fmt: skip
