"""One date of the record of plans: what each choice would have cost, and what wires told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tinbergen.core.documents.plan import Frozen
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.loop.case.case import Case
from tinbergen.loop.record.alarms import Alarm, alarms
from tinbergen.loop.record.choices import FOLLOWED, advised, solved
from tinbergen.loop.record.dated import as_of
from tinbergen.loop.record.optimised import chosen
from tinbergen.loop.record.outlooks import outlook_scores
from tinbergen.loop.record.truth import losses, omitted, truths


@dataclass(frozen=True, slots=True)
class Origin:
    """What became of the choices of a date, the last period observed.

    ``whole`` tells that no period up to the end of the tail is left out. ``losses`` are by truth
    and choice, ``alarms`` by truth and whose wires they are. ``wanted`` are targets' numbers as
    seen then, ``settings`` the plan's by instrument and ``idle`` those with no policy, ``outlooks``
    what each world's outlook scored by period ahead.
    """

    date: Period
    whole: bool
    wanted: Mapping[str, float]
    losses: Mapping[str, Mapping[str, float]]
    alarms: Mapping[str, Mapping[str, Alarm]]
    settings: Mapping[str, tuple[float, ...]]
    idle: Mapping[str, tuple[float, ...]]
    outlooks: Mapping[str, tuple[float, ...]]

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self) | {"date": str(self.date)}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Origin:
        """What :meth:`plain` wrote; ValueError, KeyError or TypeError for anything else."""
        told = {
            truth: {who: Alarm(**{**a, "missed": tuple(a["missed"]),
                                  "foreseen": tuple(a["foreseen"])}) for who, a in by.items()}
            for truth, by in data["alarms"].items()
        }  # fmt: skip
        paths = {
            key: {name: tuple(path) for name, path in data[key].items()}
            for key in ("settings", "idle", "outlooks")
        }
        return cls(
            Period.parse(data["date"]), data["whole"], data["wanted"], data["losses"], told, **paths
        )


def over_by(case: Case, date: Period) -> Period:
    """The last period that counts of a plan made at a date: the end of its tail."""
    return date + case.horizon + case.tail


def origin(case: Case, date: Period, known: Frozen | None) -> Origin:
    """The record of one date.

    ``known`` are worlds' values then, see :func:`tinbergen.loop.record.dated.learned`.

    Raises
    ------
    TinbergenError
        L141 when a plan of the date is not over; those of
        :func:`~tinbergen.loop.record.dated.as_of` and of the solver.
    """
    if over_by(case, date) > case.last:
        raise TinbergenError("L141", date=date, over=over_by(case, date), last=case.last)
    there = as_of(case, date, known)
    whole = solved(there)
    truth = truths(there, whole, case.known(case.last))
    moves = advised(there, whole)
    scope, horizon = whole.scope, there.span.length
    return Origin(
        date,
        not omitted(case, truth[0].pair.response.span).any(),
        {t.variable: t.desired for t in there.case.targets},
        {
            t.name: {
                FOLLOWED: t.loss(),
                **losses(t, moves[t.name], [chosen(r, truth, t) for r in case.record.rules]),
            }
            for t in truth
        },
        alarms(whole, truth),
        {n: _rounded(whole.settings[n]) for n in scope.instruments},
        {n: _rounded(scope.baseline(n)[:horizon]) for n in scope.instruments},
        outlook_scores(there, case.known(case.last)),
    )


def _rounded(path: np.ndarray[Any, Any]) -> tuple[float, ...]:
    """Far below what anyone sets, and the same in each process."""
    return tuple(np.round(path, 6).tolist())
