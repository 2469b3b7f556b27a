"""A registry of model versions: copied in, sealed, staged; one serves, one may be tried on a share.

``registry.json`` lists versions and what was done; ``models/N`` are copies of models' folders that
are never changed. A copy whose files are not those that were registered is not loaded.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import alone, is_file, made_folder, read_text, write_atomic
from tinbergen.core.plain import dump
from tinbergen.core.seal import broken, seal
from tinbergen.core.text import Text
from tinbergen.text.serving.drift import Reference

Stage = Literal["candidate", "canary", "production", "retired"]
REGISTRY = "registry.json"


@dataclass(frozen=True, slots=True)
class Version:
    """A registered model; ``share`` of requests goes to a canary."""

    number: int
    stage: Stage
    share: float
    added: str
    source: str
    sha256: str
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a service should load: the version that serves, and the one that is tried."""

    production: Version
    canary: Version | None = None

    def version(self, draw: float) -> Version:
        """The version that answers a request whose draw in [0, 1) that is."""
        canary = self.canary
        return canary if canary is not None and draw < canary.share else self.production


class Registry:
    """The registry in a folder."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def read(self) -> tuple[tuple[Version, ...], tuple[int, ...]]:
        """All versions, and the numbers of those that served, the present one last.

        Raises
        ------
        TinbergenError
            T115 when the file is none, or another's.
        """
        path = self.folder / REGISTRY
        if not is_file(path):
            return (), ()
        try:
            content = json.loads(read_text(path))
            problem = broken(content.pop("seal"), _plain(content))
            versions = tuple(
                Version(**(each | {"reference": _reference(each["reference"])}))
                for each in content["versions"]
            )
            served = tuple(int(number) for number in content["served"])
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
            raise TinbergenError("T115", path=path, detail=fault) from None
        if problem is not None:
            raise TinbergenError("T115", path=path, detail=problem)
        return versions, served

    def add(
        self, model: Path, reference: Reference | None = None,
        check: Callable[[Path], object] = lambda copy: None,
    ) -> Version:  # fmt: skip
        """Copy a model in; it is a candidate. ``check`` is asked about the copy, and raises where
        it may not stay.

        Raises
        ------
        TinbergenError
            T733 when the registry stands within the model's folder, C005 when the model can't be
            copied, C004 when the registry can't be written; those of ``check``.
        """
        if self.folder.resolve().is_relative_to(model.resolve()):
            raise TinbergenError("T733", path=self.folder, model=model)
        with alone(made_folder(self.folder)):
            return self._added(model, reference, check)

    def _added(
        self, model: Path, reference: Reference | None, check: Callable[[Path], object]
    ) -> Version:
        versions, served = self.read()
        number = len(versions) + 1
        made_folder(self.folder / "models")
        target = self.place(number)
        shutil.rmtree(target, ignore_errors=True)
        try:
            shutil.copytree(model, target)
            check(target)
        except OSError as fault:  # A pipe in it, among others.
            shutil.rmtree(target, ignore_errors=True)
            detail = " ".join(str(fault).split())[:160]
            raise TinbergenError("C005", path=model, detail=detail) from None
        except TinbergenError:
            shutil.rmtree(target, ignore_errors=True)
            raise
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = Version(number, "candidate", 0.0, now, str(model), hash_of(target), reference)
        self._write((*versions, made), served)
        return made

    def promote(self, number: int) -> None:
        """Let a version serve; the one that did is retired, and can be rolled back to.

        Raises
        ------
        TinbergenError
            T116 when there is none of that number.
        """
        with self._writing() as (versions, served):
            self._known(versions, number)
            gone = tuple(n for n in served if n != number)
            self._write(tuple(self._staged(v, number) for v in versions), (*gone, number))

    def try_on(self, number: int, share: float) -> None:
        """Let a version answer a share of requests; 0 ends that.

        Raises
        ------
        TinbergenError
            T116 when there is none of that number, or it serves; T117 for a share beyond 0 to 1.
        """
        if not 0 <= share <= 1:
            raise TinbergenError("T117", given=share)

        def stage(version: Version) -> Version:
            if version.number == number and share:
                return replace(version, stage="canary", share=share)
            if version.stage == "canary":
                return replace(version, stage="candidate", share=0.0)
            return version

        with self._writing() as (versions, served):
            if self._known(versions, number).stage == "production":
                raise TinbergenError("T756", number=number)
            self._write(tuple(stage(version) for version in versions), served)

    def roll_back(self) -> int:
        """Let the version serve that did before, and say which that is.

        Raises
        ------
        TinbergenError
            T118 when none did.
        """
        with self._writing() as (versions, served):
            if len(served) < 2:
                raise TinbergenError("T118")
            number = served[-2]
            self._write(tuple(self._staged(v, number) for v in versions), served[:-1])
        return number

    def chosen(self) -> Chosen:
        """What should be loaded, its files checked.

        Raises
        ------
        TinbergenError
            T119 when no version serves, T115 when a version's files were changed.
        """
        versions, _ = self.read()
        production = next((v for v in versions if v.stage == "production"), None)
        if production is None:
            raise TinbergenError("T119", folder=self.folder)
        canary = next((v for v in versions if v.stage == "canary"), None)
        for version in (production, canary):
            if version is not None and hash_of(self.place(version.number)) != version.sha256:
                place = self.place(version.number)
                raise TinbergenError("T115", path=place, detail="sha256")
        return Chosen(production, canary)

    def place(self, number: int) -> Path:
        """The folder of a version."""
        return self.folder / "models" / str(number)

    @contextmanager
    def _writing(self) -> Iterator[tuple[tuple[Version, ...], tuple[int, ...]]]:
        """What stands in the registry, for one that writes it anew; others wait."""
        with alone(self.folder):
            yield self.read()

    def _known(self, versions: tuple[Version, ...], number: int) -> Version:
        for version in versions:
            if version.number == number:
                return version
        known = ", ".join(str(v.number) for v in versions) or Text("none", "无")
        raise TinbergenError("T116", number=number, known=known)

    @staticmethod
    def _staged(version: Version, number: int) -> Version:
        if version.number == number:
            return replace(version, stage="production", share=0.0)
        if version.stage == "production":
            return replace(version, stage="retired")
        return version

    def _write(self, versions: tuple[Version, ...], served: tuple[int, ...]) -> None:
        content = json.loads(dump({"versions": versions, "served": served}))
        sealed = content | {"seal": seal(_plain(content))}
        write_atomic(self.folder / REGISTRY, json.dumps(sealed, indent=2) + "\n")


def hash_of(folder: Path) -> str:
    """A hash of a folder's files and their names."""
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _reference(written: dict[str, list[float]] | None) -> Reference | None:
    return None if written is None else Reference(**{k: tuple(v) for k, v in written.items()})


def _plain(content: object) -> bytes:
    return json.dumps(content, sort_keys=True).encode()
