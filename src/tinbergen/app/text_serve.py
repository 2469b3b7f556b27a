"""Serving models: versions in a registry, keys of callers, the log of a service."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_serve import (
    KeyEntry,
    RegistryEntry,
    TextKeys,
    TextRegistry,
    TextServed,
)
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.audit.gate import passed
from tinbergen.text.experiment import read_experiment
from tinbergen.text.labelled import read_labelled
from tinbergen.text.model import load_model
from tinbergen.text.serving.audit import Audit, read_audit
from tinbergen.text.serving.drift import Reference, reference_of
from tinbergen.text.serving.keys import Key, KeyRing
from tinbergen.text.serving.registry import Registry, Version
from tinbergen.text.splits import split_rows

_ASKING = Text("Ask the test rows", "测试")


@dataclass(frozen=True, slots=True)
class AddInputs:
    """A registry's folder, a model's, and the experiment whose test rows drift is judged by."""

    registry: Path
    model: Path
    experiment: Path | None = None


def add_version(
    inputs: AddInputs, progress: Progress | None = None
) -> Answer[TextRegistry, tuple[Version, ...]]:
    """Register a model that passed its gate as a candidate.

    Raises
    ------
    TinbergenError
        T163 to T165 and C231 for a model whose gate is missing, failed or of other files (see
        :func:`tinbergen.text.audit.gate.passed`), T027 for a folder that holds no model, T115
        for a registry that can't be trusted; those of reading the experiment and of
        :meth:`Registry.add`.
    """
    tell = progress or Progress()
    model, _ = load_model(inputs.model)
    passed(inputs.model)
    reference: Reference | None = None
    if inputs.experiment is not None:
        tell(_ASKING)
        experiment, _ = read_experiment(inputs.experiment)
        table = read_labelled(experiment.data, inputs.experiment.parent)
        test = table.take(split_rows(table, experiment.data.split).test)
        chances = model.predict(test.texts, test.numbers, tell).chances
        reference = reference_of(chances, [len(text) for text in test.texts])
    # Of the copy, which nobody changes any more once it was asked about.
    Registry(inputs.registry).add(inputs.model, reference, passed)
    return versions(inputs.registry)


def promote(registry: Path, number: int) -> Answer[TextRegistry, tuple[Version, ...]]:
    """Let a version serve; T115, T116 as :meth:`Registry.promote`."""
    Registry(registry).promote(number)
    return versions(registry)


def try_on(registry: Path, number: int, share: float) -> Answer[TextRegistry, tuple[Version, ...]]:
    """Let a version answer a share of requests; T115 to T117 as :meth:`Registry.try_on`."""
    Registry(registry).try_on(number, share)
    return versions(registry)


def roll_back(registry: Path) -> Answer[TextRegistry, tuple[Version, ...]]:
    """Let the version serve that did before; T115, T118 as :meth:`Registry.roll_back`."""
    Registry(registry).roll_back()
    return versions(registry)


def versions(registry: Path) -> Answer[TextRegistry, tuple[Version, ...]]:
    """All versions of a registry; T115 when it can't be trusted."""
    found, _ = Registry(registry).read()
    listed = tuple(
        RegistryEntry(v.number, v.stage, v.share, v.added, v.source, v.sha256) for v in found
    )
    return Answer(TextRegistry(str(registry), listed), found)


def add_key(path: Path, name: str, role: str, rate: int) -> Answer[TextKeys, tuple[Key, ...]]:
    """Make a key; its secret is told this once. T110 to T112 as :meth:`KeyRing.add`."""
    _, secret = KeyRing(path).add(name, role, rate)
    return keys(path, secret)


def revoke_key(path: Path, name: str) -> Answer[TextKeys, tuple[Key, ...]]:
    """No longer take a key; T110, T113 as :meth:`KeyRing.revoke`."""
    KeyRing(path).revoke(name)
    return keys(path)


def keys(path: Path, secret: str | None = None) -> Answer[TextKeys, tuple[Key, ...]]:
    """All keys of a file; T110 when it holds none."""
    found = KeyRing(path).keys()
    listed = tuple(KeyEntry(k.name, k.id, k.role, k.rate, k.created, k.revoked) for k in found)
    return Answer(TextKeys(str(path), listed, secret), found)


def served(path: Path) -> Answer[TextServed, Audit]:
    """What a service's log says; T114 when its chain of seals is broken."""
    found = read_audit(path)
    result = TextServed(
        str(path), found.records, found.first, found.last, found.statuses, found.alarms,
        found.unlogged,
    )  # fmt: skip
    return Answer(result, found)
