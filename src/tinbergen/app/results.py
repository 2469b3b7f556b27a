"""What each command returns with ``--json``; ``tinbergen schema`` prints these as JSON Schema.

Arrays are written as lists, missing numbers as null. Fields are only ever added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinbergen.app.answer import Fault, Note
from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.documents.cycle import Diagnosis, Evaluation, Monitoring
from tinbergen.core.documents.plan import Plan
from tinbergen.core.progress import Stage
from tinbergen.core.text import Text

Numbers = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class CaseRun:
    """``demo`` and ``run``: the whole turn and the files written, by name.

    ``next`` says where the next turn starts. Without data after the as-of date there is nothing
    to monitor or evaluate.
    """

    case: str
    folder: str
    files: Mapping[str, str]
    diagnosis: Diagnosis
    plan: Plan
    monitoring: Monitoring | None
    evaluation: Evaluation | None
    next: tuple[Text, ...]
    stages: tuple[Stage, ...]
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class EntityRun:
    """One economy of a panel: its folder, how many of its targets the plan meets, the plan's
    verdict; or the fault for which it has none."""

    entity: str
    folder: str | None
    met: int | None
    targets: int | None
    verdict: Text | None
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class PanelRun:
    """``run --entity all``: a turn for each economy of a panel."""

    folder: str
    entities: tuple[EntityRun, ...]


@dataclass(frozen=True, slots=True)
class CaseProposed:
    """``init``: the case (None for the example files), all files written, what was assumed."""

    case: str | None
    files: tuple[str, ...]
    assumed: tuple[Text, ...]
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class CaseText:
    """``demo --show-case``: a case as it is written."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Statistic:
    """A test statistic and its p value."""

    statistic: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Check:
    """One check of ``doctor``: what was found and, where it is not right, how to mend it."""

    name: str
    title: Text
    ok: bool
    found: Text
    fix: Text


@dataclass(frozen=True, slots=True)
class Doctor:
    """``doctor``; ``ok`` when every check is."""

    ok: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """``verify``: a folder that is as its run left it.

    ``sealed`` tells whether the seal was checked and is the user's own; ``files`` are hashes by
    name, ``documents`` the identities of those that have one, ``others`` files that the run did not
    write.
    """

    folder: str
    command: str
    case: str
    scenario: str
    language: str
    as_of: str
    version: str
    sealed: bool
    files: Mapping[str, str]
    documents: Mapping[str, str]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareRun:
    """``compare``: two runs or documents side by side, and the files written, by name."""

    comparison: Comparison
    folder: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """``version``."""

    tinbergen: str
    python: str
    platform: str
