"""How a plan reaches people who look ahead: as news, announced, or believed in part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tinbergen.core.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Belief:
    """How far people believe what is announced of an instrument that a rule sets.

    Of what is announced for k periods ahead, other than the rule would have it, they reckon with
    ``share`` to the power k, up to ``ahead`` periods, and with nothing beyond; the rest surprises
    them when it comes. ``why`` says where the numbers come from.
    """

    share: float
    ahead: int
    why: Text = field(default=NO_TEXT, compare=False, repr=False)


#: Whether a path of instruments is known from its first period on, each period is a surprise, or
#: how far an announced path is believed.
Information = Literal["announced", "surprise"] | Belief
