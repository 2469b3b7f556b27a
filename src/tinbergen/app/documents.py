"""Documents that come back: plans and adoptions, written with the user's seal and read by it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from tinbergen.core.documents.cycle import Cycle, Monitoring
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.serial import from_dict, parsed, sealed, unsealed


def sealed_within(found: Any) -> tuple[Any, tuple[Advice, ...]]:
    """A document with seals on what of it can be handed back: plans, revised ones too, adoptions.

    Where the user's key can't be used nothing is sealed, and advice C232 says why.
    """
    try:
        return _with_seals(found), ()
    except TinbergenError as fault:
        return found, (Advice(fault.code, fault.facts),)


def _with_seals(found: Any) -> Any:
    match found:
        case Plan() | Adoption():
            return sealed(found)
        case Monitoring():
            reviews = tuple(
                dataclasses.replace(r, revised=sealed(r.revised)) if r.revised else r
                for r in found.reviews
            )
            return dataclasses.replace(found, reviews=reviews)
        case Cycle():
            return dataclasses.replace(
                found, plan=sealed(found.plan), monitoring=_with_seals(found.monitoring)
            )
    return found


def read_plan(path: Path, *, unsealed_too: bool = False, edited: bool = False) -> Plan | Adoption:
    """The plan or the adoption that a file holds: an adoption has a plan inside.

    Parameters
    ----------
    unsealed_too
        Whether one is taken that another key has sealed, or none.
    edited
        Whether its content may have been changed since; a seal says nothing then.

    Raises
    ------
    TinbergenError
        C003 when it holds neither, C005 when it can't be read, C230 when an identity is not that of
        the content, C231 when the seal is not this user's, C232 when the user's key can't be used.
    """
    data = parsed(Plan, read_text(path))
    adopted = isinstance(data, dict) and isinstance(data.get("plan"), dict)
    found: Plan | Adoption
    if adopted:
        found = from_dict(Adoption, data, edited=edited)
    else:
        found = from_dict(Plan, data, edited=edited)
    problem = None if unsealed_too or edited else unsealed(found)
    if problem is not None:
        raise TinbergenError("C231", file=path, detail=problem)
    return found
