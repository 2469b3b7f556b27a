"""Problem files of earlier releases, read as the case that each becomes.

A problem file said what is wanted of an institution's own model; model, data and periods stood on
the command line. A case file says all of it. This door stays for one release.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from tinbergen.app.settings import Setting
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case import casetext

#: Keys of a problem file, and what they are called in a case file.
_RENAMED = {"disturbances": "shocks"}
_KEPT = ("title", "definitions", "instruments", "targets", "constraints")
_KNOWN = (*_KEPT, *_RENAMED, "source", "disturbance", "shown")
_NO_LIST = Text("a list is wanted here", "此处应为列表")


def case_text(
    problem: Path,
    *,
    model: str,
    data: Path,
    start: Period,
    end: Period,
    settings: Iterable[Setting] = (),
) -> str:
    """The case file that a problem file becomes, as YAML.

    Raises
    ------
    TinbergenError
        C005 when it is unreadable, L001 for no YAML, L002 for an unknown key, L003 where a list is
        wanted, U063 for settings of single periods.
    """
    content, positions = casetext.parse(read_text(problem), str(problem))
    if not isinstance(content, dict):
        raise TinbergenError("L003", at=positions.at(), place=str(problem), problem=_NO_LIST)
    for key in content:
        if key not in _KNOWN:
            raise TinbergenError(
                "L002", at=positions.at(key, "__key__"), key=key, known=", ".join(_KNOWN)
            )
    case: dict[str, Any] = {
        "name": problem.stem,
        "data": {"source": str(data.resolve()), "columns": "own"},
        "baseline": "data",
        "as_of": str(start - 1),
        "horizon": end - start + 1,
        "model": model if not Path(model).is_file() else str(Path(model).resolve()),
        "diagnosis": [],
        "alternatives": [],
    }
    case |= {key: content[key] for key in _KEPT if key in content}
    for target in case.get("targets", ()):
        if isinstance(target, dict):
            target.setdefault("desired", 0)
    case |= {new: content[old] for old, new in _RENAMED.items() if old in content}
    shown = content.get("shown", [])
    if not isinstance(shown, list):
        raise TinbergenError("L003", at=positions.at("shown"), place="shown", problem=_NO_LIST)
    case["shown"] = [part["variable"] for part in shown if isinstance(part, dict)]
    fixed = {}
    for change in settings:
        if change.stretch is not None or change.add:
            raise TinbergenError("U063", text=change, name=change.name)
        fixed[change.name] = change.value
    if fixed:
        case["set"] = fixed
    return yaml.safe_dump(case, allow_unicode=True, sort_keys=False, width=100)
