"""What two diagnoses, monitorings or evaluations say otherwise, and which data were revised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tinbergen.core.documents.comparison import NotCompared, Revised, Revisions
from tinbergen.core.documents.cycle import Evaluation, Monitoring, Review
from tinbergen.core.documents.evidence import Finding, Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.loop.compare.pairing import (
    MEANINGS,
    PERIODS,
    Found,
    Names,
    by_name,
    close,
    common,
    cut,
    mean,
    pairs,
)

_GRADE = Text("0 to 3", "0 至 3")
_COUNT = Text("number", "条")
_TORN = Text("Trip-wires that fired", "触发的触发线")


def compare_diagnoses(a: Sequence[Finding], b: Sequence[Finding], found: Found) -> None:
    """Severities and estimates of findings of one name, each at its own date."""
    for x, y in pairs(a, b, lambda f: f.name):
        said = x or y
        assert said is not None
        if x is None or y is None:
            side = 0 if y is None else 1
            found.alone("severity", said.name, said.title, _GRADE, said.severity, side)
            found.alone("finding", said.name, said.title, said.unit, said.estimate, side)
            continue
        why = None if x.title.en == y.title.en else MEANINGS.fill(a=x.title, b=y.title)
        grades = (x.severity, y.severity)
        found.number("severity", x.name, x.title, (_GRADE, _GRADE), grades, why)
        estimates = (x.estimate, y.estimate)
        found.number("finding", x.name, x.title, (x.unit, y.unit), estimates, why)


def compare_reviews(a: Monitoring, b: Monitoring, found: Found) -> None:
    """How many trip-wires fired in the quarters that both reviewed."""
    paths = [_torn(m.reviews) for m in (a, b)]
    if paths[0] is not None and paths[1] is not None:
        found.path("torn", _TORN, _COUNT, paths[0], paths[1])


def _torn(reviews: Sequence[Review]) -> Series | None:
    if not reviews:
        return None
    known = {r.period: float(len(r.fired)) for r in reviews}
    first, last = min(known), max(known)
    return Series("fired", _COUNT.en, first, tuple(known.get(p) for p in first.to(last)))


def compare_evaluations(a: Evaluation, b: Evaluation, names: Names, found: Found) -> None:
    """Effects: means where both cover the same periods, and paths over those of both."""
    spans = [{s.span for s in e.outturn} for e in (a, b)]
    for x, y in pairs(a.findings, b.findings, lambda f: f.name):
        said = x or y
        assert said is not None
        if said.kind == "alarm":
            continue
        if x is None or y is None:
            side = 0 if y is None else 1
            found.alone("effect", said.name, said.title, said.unit, said.estimate, side)
            continue
        why = None if spans[0] == spans[1] else PERIODS
        estimates = (x.estimate, y.estimate)
        own = [by_name(f.series).get("effect") for f in (x, y)]
        if own[0] is not None and own[1] is not None:
            span = found.path("effect", x.title, x.unit, own[0], own[1], x.name)
            whole = [mean(s, s.span) for s in own if s is not None]
            if why and span and close(whole[0], x.estimate) and close(whole[1], y.estimate):
                why, estimates = None, (mean(own[0], span), mean(own[1], span))
        found.number("effect", x.name, x.title, (x.unit, y.unit), estimates, why)
    for name in {s.name for s in a.outturn} ^ {s.name for s in b.outturn}:
        only = int(name in {s.name for s in b.outturn})
        found.left_out.append(NotCompared(names.title(name), _EVALUATED[only]))


_EVALUATED = (
    Text("evaluated in A only", "仅 A 评估"),
    Text("evaluated in B only", "仅 B 评估"),
)


def observed(
    plan: Plan | None, findings: Iterable[Finding], evaluation: Evaluation | None
) -> list[Series]:
    """The observations that documents hold: outturns, and what findings show of variables.

    What is no variable of the plan, such as a norm, was computed.
    """
    known: list[Series] = list(evaluation.outturn) if evaluation is not None else []
    if plan is None:
        return known
    variables = {s.name for s in (*plan.planned, *plan.instruments)}
    shown = [s for f in findings for s in f.series if s.name in variables]
    return [*shown, *known]


def revisions(
    a: Sequence[Series], b: Sequence[Series], hashes: tuple[str, str] | None, names: Names
) -> Revisions | None:
    """Observations that both hold and that differ; None where nobody can tell."""
    if hashes is not None and hashes[0] == hashes[1]:
        return Revisions(True, (), 0, ())
    seen, count, changed = [], 0, []
    for x, y in pairs(a, b, lambda s: f"{s.name}\0{s.unit}"):
        if x is None or y is None:
            continue
        span, _ = common(x, y)
        if span is None:
            continue
        both = [
            (period, v, w)
            for period, v, w in zip(span, cut(x, span), cut(y, span), strict=True)
            if v is not None and w is not None
        ]
        seen.append(x.name)
        count += len(both)
        changed += [
            Revised(x.name, names.title(x.name), names.unit(x), period, v, w)
            for period, v, w in both
            if not close(v, w)
        ]
    return Revisions(False, tuple(seen), count, tuple(changed)) if count else None
