"""Seals on the documents that are handed back: plans, adoptions, and plans within others."""

from __future__ import annotations

import dataclasses
from typing import Any

from tinbergen.core.documents.cycle import Cycle, Monitoring
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.serial import sealed


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
