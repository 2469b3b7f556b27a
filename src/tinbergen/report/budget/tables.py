"""The numbers of a crossing as CSV."""

from __future__ import annotations

from collections.abc import Callable

from tinbergen.core.documents.budget import Crossing
from tinbergen.core.table import csv_text

Cell = str | float


def _shares(found: Crossing) -> str:
    head = ("case", "pack", "constraint", "amount", "bound", "weight", "loss", "loss_without",
            "loss_with_all", "marginal", "left", "right", "less", "more")  # fmt: skip
    rows = [
        (s.case, s.pack, s.constraint, s.amount, s.bound, s.weight, s.loss, s.loss_without,
         s.loss_with_all, s.marginal, *("" if x is None else x
                                        for x in (s.left, s.right, s.less, s.more)))
        for s in found.shares
    ]  # fmt: skip
    return csv_text(head, rows)


def _frontier(found: Crossing) -> str:
    head = ("budget", "loss", "price", *(s.case for s in found.shares))
    return csv_text(head, [(p.budget, p.loss, p.price, *p.amounts) for p in found.frontier])


def _scenarios(found: Crossing) -> str:
    head = ("scenario", "case", "pack", "variable", "before", "change")
    rows = [(r.scenario, r.case, r.pack, r.variable, r.before, r.change) for r in found.responses]
    return csv_text(head, rows)


def _concepts(found: Crossing) -> str:
    head = ("scenario", "case", "pack", "concept", "role", "year", "change")
    rows: list[tuple[Cell, ...]] = []
    for o in found.outcomes:
        told = (o.scenario, o.case, o.pack, o.concept, o.role)
        rows += [(*told, str(year), change) for year, change in enumerate(o.changes, 1)]
        rows += [] if o.changes else [(*told, "", "")]
    return csv_text(head, rows)


def _weights(found: Crossing) -> str:
    head = ("case", "factor", *(s.case for s in found.shares))
    return csv_text(head, [(w.case, w.factor, *w.amounts) for w in found.other_weights])


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
    return csv_text(head, [(*row, *[""] * (len(head) - len(row))) for row in rows])


TABLES: dict[str, Callable[[Crossing], str]] = {
    "shares": _shares, "frontier": _frontier, "scenarios": _scenarios,
    "concepts": _concepts, "weights": _weights, "actors": _actors,
}  # fmt: skip
