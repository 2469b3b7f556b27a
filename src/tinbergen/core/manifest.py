"""What a folder of results holds: which run wrote it, its files by hash, and the user's seal.

A run writes an unfinished manifest first, then its files, then the finished one. A folder whose
manifest is finished and true therefore holds the files of one run; whatever ends a run before, the
manifest says that it did, and which run it was.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import (
    check_folder,
    is_file,
    made_folder,
    read_text,
    remove_leftovers,
    write_atomic,
)
from tinbergen.core.serial import from_dict, parsed, sealed, to_json, unsealed
from tinbergen.core.text import COMMAS, SEMICOLONS, Text
from tinbergen.core.version import __version__

#: The file's name; it is none of the files that it lists.
MANIFEST = "manifest.json"
#: Files named in an error.
_MOST = 8


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a run: its ``name`` from the folder on, its hash and bytes, and the identity of the
    document in it, empty where it holds none."""

    name: str
    sha256: str
    size: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A run, and the files that it wrote.

    ``command`` is ``run``, ``cross``, ``track-record`` or ``text train``, ``case`` what it was
    asked about, ``scenario`` what was assumed besides (empty for nothing), ``as_of`` the date
    (empty where there is none), ``inputs`` a hash of everything it was computed from. It is not
    ``complete`` while the files are being written. Of two runs that agree in all of these one may
    take the other's place.
    """

    command: str
    case: str
    scenario: str
    language: str
    as_of: str
    inputs: str
    version: str = __version__
    complete: bool = False
    files: tuple[Listed, ...] = ()
    seal: str = ""

    @classmethod
    def load(cls, folder: str | Path) -> Manifest:
        """The manifest of a folder, whatever its seal and its files.

        Raises
        ------
        TinbergenError
            C233 when there is none, C235 when it can't be read as one, C005 when not at all.
        """
        place = Path(folder) / MANIFEST
        if not is_file(place):
            raise TinbergenError("C233", folder=folder, detail=_NONE)
        try:
            found = from_dict(cls, parsed(cls, read_text(place)))
        except TinbergenError as fault:
            if fault.code != "C003":
                raise
            raise TinbergenError("C235", folder=folder, detail=fault.facts["detail"]) from None
        for listed in found.files:
            if not _within(listed.name):
                raise TinbergenError("C235", folder=folder, detail=listed.name)
        return found

    def same_run(self, other: Manifest) -> bool:
        """Whether both are of one command on the same inputs."""
        return self._asked() == other._asked()

    def ids(self) -> dict[str, str]:
        """File -> identity of the document in it."""
        return {f.name: f.id for f in self.files if f.id}

    def said(self) -> Text:
        """The run in a few words."""
        parts = (self.command, self.case, self.as_of, self.scenario, self.language)
        return COMMAS.join([Text(p, p) for p in parts if p])

    def _asked(self) -> tuple[str, ...]:
        return (
            self.command, self.case, self.scenario, self.language, self.as_of, self.inputs
        )  # fmt: skip


def check_place(
    folder: str | Path, run: Manifest, names: Iterable[str], *, force: bool = False
) -> None:
    """Whether a run may write to a folder, before the work whose results it shall hold.

    Parameters
    ----------
    names
        Files that it will write.
    force
        Whether results of another run, or files that are nobody's, may be replaced.

    Raises
    ------
    TinbergenError
        C236 when the folder holds another run's results, files of these names that no manifest
        lists, or files that were changed since; C235 for a manifest that can't be read, C004 when
        the folder can't be written.
    """
    check_folder(folder)
    if force:
        return
    place = Path(folder)
    if not is_file(place / MANIFEST):
        there = [name for name in names if is_file(place / name)]
        if there:
            detail = _NO_RUN.fill(names=_listed(there))
            raise TinbergenError("C236", folder=folder, detail=detail)
        return
    known = Manifest.load(folder)
    if not known.same_run(run):
        detail = known.said() if known.said() != run.said() else _OTHER.fill(run=known.said())
        raise TinbergenError("C236", folder=folder, detail=detail)
    _, changed = _differing(place, known)
    if known.complete and changed:
        raise TinbergenError("C236", folder=folder, detail=_CHANGED.fill(names=_listed(changed)))


def write_results(
    folder: str | Path,
    run: Manifest,
    contents: Mapping[str, str],
    *,
    force: bool = False,
) -> None:
    """Write the files of a run, and its manifest last.

    Files that the folder's manifest of before lists and this run does not write are removed, so
    that all belong together. Where the user's key can't be used the manifest has no seal.

    Parameters
    ----------
    run
        What was run; its files are left out.
    contents
        Name of a file -> its text.

    Raises
    ------
    TinbergenError
        Those of :func:`check_place`.
    """
    check_place(folder, run, contents, force=force)
    place = made_folder(folder)
    before = _own(place)
    files = tuple(_entry(name, text) for name, text in contents.items())
    _write(place, dataclasses.replace(run, files=files))
    remove_leftovers(place)
    for old in before:
        if old.name not in contents:
            (place / old.name).unlink(missing_ok=True)
    for name, text in contents.items():
        write_atomic(place / name, text)
    _write(place, dataclasses.replace(run, files=files, complete=True))


def begin_results(
    folder: str | Path, run: Manifest, names: Iterable[str], *, force: bool = False
) -> tuple[str, ...]:
    """Mark a folder as that of a run which writes its files itself, and ends with
    :func:`end_results`.

    Parameters
    ----------
    run, names
        As for :func:`check_place`.

    Returns
    -------
    Files of the run before, by its manifest, which the new ones take the place of.

    Raises
    ------
    TinbergenError
        Those of :func:`check_place`.
    """
    check_place(folder, run, names, force=force)
    place = made_folder(folder)
    before = _own(place)
    # What stands there until then stays listed: a run that ends here leaves nothing unclaimed.
    _write(place, dataclasses.replace(run, files=before))
    return tuple(f.name for f in before)


def listed(folder: str | Path, name: str) -> Listed:
    """A file of a folder by its content; C005 when it can't be read."""
    path = Path(folder) / name
    return Listed(name, _hash(path), path.stat().st_size)


def end_results(folder: str | Path, run: Manifest, files: Iterable[Listed]) -> None:
    """The manifest of a run that has written its files itself; C004 when it can't be written."""
    in_order = tuple(sorted(files, key=lambda one: one.name))
    _write(Path(folder), dataclasses.replace(run, files=in_order, complete=True))


def verify(folder: str | Path, *, unsealed_too: bool = False) -> Manifest:
    """The manifest of a folder that is as its run left it.

    Parameters
    ----------
    unsealed_too
        Whether one is taken that another key has sealed, or none.

    Raises
    ------
    TinbergenError
        C231 when its seal is not this user's, C233 when the run did not end, C234 when files are
        missing or changed, which it names; those of :meth:`Manifest.load`.
    """
    found, place = Manifest.load(folder), Path(folder)
    problem = None if unsealed_too else unsealed(found)
    if problem is not None:
        raise TinbergenError("C231", file=place / MANIFEST, detail=problem)
    missing, changed = _differing(place, found)
    parts = [
        words.fill(names=_listed(names))
        for words, names in ((_MISSING, missing), (_CHANGED, changed))
        if names
    ]
    if not found.complete:
        detail = SEMICOLONS.join([_UNFINISHED.fill(run=found.said()), *parts])
        raise TinbergenError("C233", folder=folder, detail=detail)
    if parts:
        raise TinbergenError("C234", folder=folder, detail=SEMICOLONS.join(parts))
    return found


_NONE = Text("it has no {name}", "没有 {name}").fill(name=MANIFEST)
_UNFINISHED = Text("a run was ended while it wrote ({run})", "运行在写出时中断（{run}）")
_MISSING = Text("missing: {names}", "缺失：{names}")
_CHANGED = Text("changed: {names}", "已改动：{names}")
_NO_RUN = Text("{names}, and no manifest says of which run", "{names}，且没有清单说明出自哪次运行")
_OTHER = Text("{run}, on other data or of another case file", "{run}，但数据或案例文件不同")


def _write(place: Path, manifest: Manifest) -> None:
    with suppress(TinbergenError):
        manifest = sealed(manifest)
    write_atomic(place / MANIFEST, to_json(manifest) + "\n")


def _entry(name: str, text: str) -> Listed:
    data = text.encode()
    identity = ""
    if name.endswith(".json"):
        content = json.loads(text)
        identity = str(content.get("id") or "") if isinstance(content, dict) else ""
    return Listed(name, hashlib.sha256(data).hexdigest(), len(data), identity)


def _own(place: Path) -> tuple[Listed, ...]:
    """Files of the run before, where this user's seal vouches for the list."""
    try:
        known = Manifest.load(place)
        return known.files if unsealed(known) is None else ()
    except TinbergenError:
        return ()


def _differing(place: Path, manifest: Manifest) -> tuple[list[str], list[str]]:
    """Files that are missing, and files of other content."""
    missing, changed = [], []
    for listed in manifest.files:
        path = place / listed.name
        if not is_file(path):
            missing.append(listed.name)
        elif _hash(path) != listed.sha256:
            changed.append(listed.name)
    return missing, changed


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise TinbergenError("C005", path=path, detail=fault.strerror or fault) from fault


def _within(name: str) -> bool:
    """Whether a name is that of a file in the folder, and not of the manifest."""
    path = PurePosixPath(name)
    plain = name == str(path) and "\\" not in name and "\0" not in name
    return plain and not path.is_absolute() and ".." not in path.parts and name != MANIFEST


def _listed(names: list[str]) -> str:
    more = [f"… ({len(names)})"] if len(names) > _MOST else []
    return ", ".join([*names[:_MOST], *more])
