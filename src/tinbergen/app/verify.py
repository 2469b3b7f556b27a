"""Whether a folder of results is as its run left it."""

from __future__ import annotations

from pathlib import Path

from tinbergen.app.results import Verified
from tinbergen.core.manifest import MANIFEST, verify


def verify_folder(folder: Path, *, unsealed_too: bool = False) -> Verified:
    """What the folder holds, proved by its manifest.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.core.manifest.verify`.
    """
    found = verify(folder, unsealed_too=unsealed_too)
    own = {MANIFEST, *(f.name for f in found.files)}
    others = sorted(p.name for p in folder.iterdir() if p.name not in own)
    return Verified(
        folder=str(folder),
        command=found.command,
        case=found.case,
        scenario=found.scenario,
        language=found.language,
        as_of=found.as_of,
        version=found.version,
        sealed=not unsealed_too,
        files={f.name: f.sha256 for f in found.files},
        documents=found.ids(),
        others=tuple(others),
    )
