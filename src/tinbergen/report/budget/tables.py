"""The numbers of a crossing as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from tinbergen.core.documents.budget import Crossing

Cell = str | float


def _csv(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([[repr(c) if isinstance(c, float) else c for c in row] for row in rows])
    return text.getvalue()


def _shares(found: Crossing) -> str:
    head = ("case", "pack", "constraint", "amount", "bound", "weight", "loss", "loss_without",
            "loss_with_all", "marginal", "left", "right", "less", "more")  # fmt: skip
    rows = [
        (s.case, s.pack, s.constraint, s.amount, s.bound, s.weight, s.loss, s.loss_without,
         s.loss_with_all, s.marginal, *("" if x is None else x
                                        for x in (s.left, s.right, s.less, s.more)))
        for s in found.shares
    ]  # fmt: skip
    return _csv(head, rows)


def _frontier(found: Crossing) -> str:
    head = ("budget", "loss", "price", *(s.case for s in found.shares))
    return _csv(head, [(p.budget, p.loss, p.price, *p.amounts) for p in found.frontier])


def _scenarios(found: Crossing) -> str:
    head = ("scenario", "case", "pack", "variable", "before", "change")
    rows = [(r.scenario, r.case, r.pack, r.variable, r.before, r.change) for r in found.responses]
    return _csv(head, rows)


def _concepts(found: Crossing) -> str:
    head = ("scenario", "case", "pack", "concept", "role", "year", "change")
    rows: list[tuple[Cell, ...]] = []
    for o in found.outcomes:
        told = (o.scenario, o.case, o.pack, o.concept, o.role)
        rows += [(*told, str(year), change) for year, change in enumerate(o.changes, 1)]
        rows += [] if o.changes else [(*told, "", "")]
    return _csv(head, rows)


def _weights(found: Crossing) -> str:
    head = ("case", "factor", *(s.case for s in found.shares))
    return _csv(head, [(w.case, w.factor, *w.amounts) for w in found.other_weights])


def _actors(found: Crossing) -> str:
    """A row an actor and indicator that it reads: its losses, and what the scenario changes."""
    years = max((len(r.change) for one in found.actors for r in one.reads), default=0)
    head = ("actor", "scenario", "loss", "under_without", "under", "indicator", "without",
            *(f"change_{k + 1}" for k in range(years)))  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in found.actors:
        losses = ("" if x is None else x for x in (one.loss, one.under_without, one.under))
        told = (one.actor, found.under or "", *losses)
        rows += [(*told, r.indicator, sum(r.before) / len(r.before), *r.change) for r in one.reads]
        rows += [] if one.reads else [told]
    return _csv(head, rows)


TABLES: dict[str, Callable[[Crossing], str]] = {
    "shares": _shares, "frontier": _frontier, "scenarios": _scenarios,
    "concepts": _concepts, "weights": _weights, "actors": _actors,
}  # fmt: skip
