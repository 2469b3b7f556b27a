"""Plans that are kept with a case: what they were worth, and what follows for the next one.

A table that the case names (``record: {plans: …}``), a row a date and truth, a column a choice. The
command of the track record writes it. A case of a date reads only plans that were over by then.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np

from tinbergen.core.documents.plan_record import Standing
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.keeping import head_of, kept_table, name_of
from tinbergen.loop.record.choices import ALL, FOLLOWED, OTHERS
from tinbergen.loop.record.origin import Origin, over_by
from tinbergen.loop.record.scoring import gap, truth_weights

_HEAD = ("date", "truth", "whole")


def recipe(case: Case) -> str:
    """A short name of what makes plans of a case comparable over dates.

    Targets, instruments, limits, the loss, and worlds with their weights and whether they are told
    of a plan beforehand; not the date, nor what is wanted where the record says what stands in for
    it.
    """
    targets = [(t, None if t.variable in case.record.desired else t.desired) for t in case.targets]
    said = (
        [(t.variable, t.sense, t.weight, t.tolerance, t.average, t.relative, t.percent, t.after, d)
         for t, d in targets],
        [(i.name, i.lower, i.upper, i.max_step, i.cost, i.smoothness, i.lag, i.kind, i.relative,
          i.percent) for i in case.instruments],
        [(c.name, c.variable, c.sense, c.bound, c.cumulative, c.relative, c.percent, c.after,
          c.everywhere, *(() if c.share is None else (c.share, c.jointly)))
         for c in case.constraints],
        case.horizon, case.tail, case.objective, case.penalty, case.risk, case.theta,
        [(s.name, s.outlook_weight, s.response_weight, s.information) for s in case.all_worlds],
        sorted(case.record.desired.items()), str(case.record.start),
        *(["scored"] if case.outlook_weights == "scored" else []),
    )  # fmt: skip
    return name_of(said)


def plans_csv(case: Case, origins: Sequence[Origin]) -> str:
    """The table of losses, as a case keeps it."""
    text = io.StringIO()
    text.write(head_of(recipe(case)))
    writer = csv.writer(text, lineterminator="\n")
    first = next(iter(origins[0].losses.values()))
    writer.writerow([*_HEAD, *first])
    for each in origins:
        for truth, losses in each.losses.items():
            row = (f"{losses[choice]:.2f}" for choice in first)
            writer.writerow([each.date, truth, int(each.whole), *row])
    return text.getvalue()


def standing(case: Case) -> Standing | None:
    """What plans of the case had been worth by its date.

    None where the case keeps none, keeps those of another recipe or of one world alone, or too few
    were over by then.

    Raises
    ------
    TinbergenError
        L142 when the file is no such table; those of reading it.
    """
    path = case.record.plans
    if path is None:
        return None
    table = kept_table(path, recipe(case), "L142")
    if table is None:
        return None
    rows: dict[Period, dict[str, Mapping[str, str]]] = {}
    try:
        reader = csv.DictReader(io.StringIO(table))
        if OTHERS not in (columns := reader.fieldnames or ()) and ALL in columns:
            return None
        for row in reader:
            date = Period.parse(row["date"])
            if row["whole"] == "1" and over_by(case, date) <= case.as_of:
                rows.setdefault(date, {})[row["truth"]] = row
        if not rows:
            return None
        dates, truths = sorted(rows), list(next(iter(rows.values())))
        plan, whole, followed = (
            np.array([[float(rows[d][truth][choice]) for truth in truths] for d in dates])
            for choice in (OTHERS, ALL, FOLLOWED)
        )
        weights = truth_weights(case, truths)
    except (KeyError, ValueError, TypeError):
        raise TinbergenError("L142", at=Location(str(path))) from None
    step = dates[1] - dates[0] if len(dates) > 1 else 1
    found = gap(plan @ weights, followed @ weights, -(-(case.horizon + case.tail) // step))
    if found.lower is None or found.upper is None:
        return None
    means = [float((losses @ weights).mean()) for losses in (plan, whole, followed)]
    return Standing(
        dates[0], dates[-1], len(dates), means[0], means[1], means[2],
        found.value, found.lower, found.upper,
    )  # fmt: skip


def said(found: Standing | None) -> Text | None:
    """The first sentence of a verdict where past plans did not beat the rules."""
    if found is None or found.better:
        return None
    return _SAID.fill(
        n=found.n, first=found.first, last=found.last, plan=found.plan, all=found.all,
        followed=found.followed, gap=found.gap, lower=found.lower, upper=found.upper,
    )  # fmt: skip


_SAID = Text(
    "Let the rules go on: out of sample, plans of this case have not beaten them. Of {n} plans "
    "from {first} to {last}, each made by the other worlds and judged by the one left out, the "
    "mean loss was {plan:,.1f}, against {followed:,.1f} of policy as followed ({gap:+,.1f}; 95 % "
    "interval {lower:+,.1f} to {upper:+,.1f}); that of plans made by all worlds was {all:,.1f}.",
    "宜让规则延续：样本外，本案例的计划未能胜过规则。{first} 至 {last} 的 {n} 个计划均由其余世界"
    "制定、由未参与的世界评判，平均损失为 {plan:,.1f}，实际执行的政策为 {followed:,.1f}"
    "（{gap:+,.1f}；95% 区间 {lower:+,.1f} 至 {upper:+,.1f}）；"
    "所有世界共同制定的计划为 {all:,.1f}。",
)
