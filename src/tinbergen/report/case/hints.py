"""What packs say of the pictures and the numbers of their findings.

A finding is drawn by its shape (:mod:`tinbergen.report.case.findings`). A pack whose finding wants
another picture, one together with others, or none, brings ``PICTURES``: the name of a finding and
what draws it from the whole view. ``UNSIGNED`` are findings whose number is no deviation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tinbergen.charts.picture import Picture
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.registry import brought
from tinbergen.loop.questions import owner
from tinbergen.report.case.view import View

Draw = Callable[[View], Picture | None]


def hints(case: Case) -> tuple[Mapping[str, Draw], frozenset[str]]:
    """Pictures by finding, in the order of the report, and findings told without a sign.

    They come from the packs that define the questions which the case asks.
    """
    asked = (*case.pack.diagnosis, *case.pack.alternatives)
    pictures: dict[str, Draw] = {}
    unsigned: set[str] = set()
    for place in dict.fromkeys(owner(question) for question in asked):
        if place is None:
            continue
        found = brought("PICTURES", place)
        if isinstance(found, Mapping):
            pictures |= {name: draw for name, draw in found.items() if name not in pictures}
        unsigned |= set(brought("UNSIGNED", place))
    return pictures, frozenset(unsigned)
