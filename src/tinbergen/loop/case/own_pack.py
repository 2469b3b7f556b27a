"""The pack of a case, with the units and the questions that are the case's own."""

from __future__ import annotations

import dataclasses

from tinbergen.core.documents.evidence import Indicator
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.loop.case import packs
from tinbergen.loop.case.casefile import CaseFile, UnitPart
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.packfile import Pack
from tinbergen.loop.case.question import questions


def pack_of(written: CaseFile, positions: Positions) -> Pack:
    """The pack, with the units and the questions that are the case's own.

    Of an actor's pack the indicators of the economy that it stands in are there too.
    """
    try:
        found = packs.pack(written.pack or packs.default())
        if found.on is not None:
            own = {i.code for i in found.indicators}
            further = (i for i in packs.pack(found.on).indicators if i.code not in own)
            found = dataclasses.replace(found, indicators=(*found.indicators, *further))
    except TinbergenError as fault:
        raise fault.placed(positions.at("pack")) from None
    known = [i.code for i in found.indicators]
    for part, codes in (("units", written.units), ("feels", written.feels)):
        for code in codes:
            if code not in known:
                raise TinbergenError(
                    "L054", at=positions.at(part, code, "__key__"), hint=did_you_mean(code, known),
                    name=code, pack=found.name, known=", ".join(known),
                )  # fmt: skip
    for i, link in enumerate(written.links):
        for end, place in zip(link.ends(found.name), ("cause", "effect"), strict=True):
            _check_indicator(end, found, positions.at("links", i, place))
    measured = tuple(
        _measured(i, written.units[i.code]) if i.code in written.units else i
        for i in found.indicators
    )
    asked, offered = (
        theirs if own is None else questions(own, positions, part, found.name)
        for part, own, theirs in (
            ("diagnosis", written.diagnosis, found.diagnosis),
            ("alternatives", written.alternatives, found.alternatives),
        )
    )
    judged = questions(written.evaluation, positions, "evaluation", found.name)
    asked, offered, judged = (
        tuple(q.given(written.arguments) for q in each) for each in (asked, offered, judged)
    )
    return dataclasses.replace(
        found, indicators=measured, diagnosis=asked, alternatives=offered, evaluation=judged
    )


def _measured(indicator: Indicator, unit: UnitPart) -> Indicator:
    """The indicator in the case's unit."""
    bounds = indicator.plausible
    scaled = (bounds[0] * unit.per, bounds[1] * unit.per) if bounds else None
    return dataclasses.replace(indicator, unit=unit.text(), plausible=scaled)


def _check_indicator(name: str, own: Pack, at: Location | None) -> None:
    """L044, L049 unless ``pack.code`` is an indicator of a pack that is there."""
    pack, _, code = name.partition(".")
    try:
        known = [i.code for i in (own if pack == own.name else packs.pack(pack)).indicators]
    except TinbergenError as fault:
        raise fault.placed(at) from None
    if code not in known:
        raise TinbergenError(
            "L049", at=at, hint=did_you_mean(code, known), name=name, pack=own.name
        )
