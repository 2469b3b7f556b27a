"""What a plan announces of an instrument at its bound, and what that adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.documents.evidence import Part
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class Believed(Result):
    """The plan's paths, announcements being believed as ``assumed``, ``not`` at all or ``fully``.

    ``loss`` is the central one of the plan, weighted over the worlds, ``means`` are those of the
    targets over the horizon. ``best`` is the loss of the plan that would then be the best, and
    ``until`` the last period of its stay at the bound, None where it does not start there; both are
    None where none was found.
    """

    kind: Literal["assumed", "not", "fully"]
    loss: float
    means: tuple[Part, ...]
    best: float | None = None
    until: Period | None = None


@dataclass(frozen=True, slots=True)
class Believer(Result):
    """A world in which announcements are believed in part, and what they add there.

    Of what departs from the rule k periods ahead people reckon with ``share`` to the power k, up to
    ``ahead`` periods; ``why`` says where these numbers come from. ``adds`` is how far the targets'
    means over the horizon move against the same paths told period by period.
    """

    name: str
    title: Text
    share: float
    ahead: int
    why: Text
    adds: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Guidance(Result):
    """The ``instrument`` stays at its ``bound`` from ``start`` to ``until``, as announced.

    With no policy it would have been there to ``otherwise``, None where it would not have been.
    """

    instrument: str
    title: Text
    unit: Text
    bound: float
    start: Period
    until: Period
    otherwise: Period | None
    believers: tuple[Believer, ...]
    courses: tuple[Believed, ...]

    def course(self, kind: str) -> Believed:
        """That of a kind; KeyError where there is none."""
        for found in self.courses:
            if found.kind == kind:
                return found
        raise KeyError(kind)
