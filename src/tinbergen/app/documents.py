"""Plans and adoptions that come back, and whose they must be."""

from __future__ import annotations

from pathlib import Path

from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.serial import from_dict, parsed, unsealed


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
