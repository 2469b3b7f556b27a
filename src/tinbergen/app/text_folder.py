"""The folder of a model that a command makes: claimed before the work, proved after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.files import write_atomic
from tinbergen.core.manifest import Manifest, begin_results, check_place, end_results, listed
from tinbergen.core.plain import dump
from tinbergen.core.text import Text
from tinbergen.loop.case.keeping import name_of
from tinbergen.text.experiment import Experiment
from tinbergen.text.labelled import LabelledTable, read_rows
from tinbergen.text.model import FILES, TextModel, files_of, save_model
from tinbergen.text.repeats import fingerprints
from tinbergen.text.splits import Split
from tinbergen.text.unread import unread

_NO_NAME = Text("its name is not UTF-8", "其名称不是 UTF-8")


def learned_from(experiment: Experiment, table: LabelledTable, *more: Any) -> str:
    """A hash of what a model is learned from."""
    rows = (
        table.texts, table.names, table.labels.tolist(), table.numbers.tolist(),
        table.dates, table.groups, table.marks,
    )  # fmt: skip
    parts = (dump(experiment.model_dump()), dump(rows))
    return name_of((*parts, dump(more)) if more else parts)


def read_by(table: LabelledTable, rows: Iterable[int]) -> dict[str, Any]:
    """For a ``model.json``: fingerprints of the texts that a model learns from or is chosen by
    (``read``), and the last of their dates (``until``), None without any."""
    learned = list(rows)
    dates = [table.dates[i] for i in learned] if table.dates else []
    return {
        "read": fingerprints(table.texts[i] for i in learned),
        "until": max(dates, default=None),
    }


def read_beside(
    experiment: Experiment, folder: Path, table: LabelledTable, split: Split
) -> dict[str, Any]:
    """For a ``model.json``: fingerprints of what stands in the tables that the experiment names
    beside its own (``beside``), but for texts of the test, which are never learned from."""
    few = experiment.few
    texts: list[str] = []
    if few is not None and few.unlabelled is not None:
        texts += read_rows(folder / few.unlabelled).column(experiment.data.text)
    if few is not None and few.teacher is not None and few.teacher.table is not None:
        texts += read_rows(folder / few.teacher.table).column(few.teacher.text)
    asked = set(fingerprints(table.texts[i] for i in split.test))
    return {"beside": [each for each in fingerprints(texts) if each not in asked]}


def learned_rows(split: Split) -> tuple[int, ...]:
    """Rows that a model learns from or is chosen by."""
    return (*split.train, *split.validation, *split.unlabelled)


def share_read(facts: Mapping[str, Any], texts: Sequence[str]) -> float | None:
    """Share of texts that a model has read, word for word; None where its folder does not say."""
    read, beside = facts.get("read"), facts.get("beside", [])
    if not isinstance(read, list) or not isinstance(beside, list):
        return None
    known = {each for each in (*read, *beside) if isinstance(each, str)}
    return sum(fingerprints([text])[0] in known for text in texts) / len(texts)


def read_before(folder: Path, facts: Mapping[str, Any], texts: Sequence[str]) -> Iterable[Advice]:
    """A warning where scores on texts flatter a model, or may."""
    share = share_read(facts, texts)
    if share is None:
        yield Advice("T751", {"folder": folder})
    elif share:
        yield Advice("T750", {"folder": folder, "percent": f"{100 * share:.1f}"})


def not_read(model: TextModel, texts: Sequence[str]) -> Iterator[Advice]:
    """A warning where a model does not know the words of texts."""
    if count := unread(model, texts):
        yield Advice("T760", {"count": count, "of": len(texts)})


def claim(folder: Path, command: str, name: str, inputs: str, *, force: bool) -> Manifest:
    """The run of a command that will keep a model in a folder.

    Raises
    ------
    TinbergenError
        C236 when the folder holds the model of another experiment or table, one that was changed
        since, or files of such names that are nobody's; C004 when it can't be written.
    """
    run = Manifest(command, name, "", "", "", inputs)
    check_place(folder, run, FILES, force=force)
    return run


def check_name(folder: Path) -> None:
    """Whether a folder that is to hold an encoder has a name in UTF-8: what writes encoders takes
    no other, and no experiment could name it.

    Raises
    ------
    TinbergenError
        C004 when it has none.
    """
    try:
        str(folder.absolute()).encode()
    except UnicodeEncodeError:
        raise TinbergenError("C004", path=folder, detail=_NO_NAME) from None


@contextmanager
def kept(
    folder: Path, run: Manifest, model: TextModel, facts: dict[str, Any], *, force: bool
) -> Iterator[Callable[[str, Any], None]]:
    """Keep a model in a folder, and what is written within, by name and content, beside it.

    Raises
    ------
    TinbergenError
        As for :func:`claim`.
    """
    for name in begin_results(folder, run, FILES, force=force):
        (folder / name).unlink(missing_ok=True)
    save_model(model, folder, facts)
    beside: list[str] = []

    def add(name: str, content: Any) -> None:
        write_atomic(folder / name, dump(content))
        beside.append(name)

    yield add
    end_results(folder, run, [*(listed(folder, name) for name in beside), *files_of(folder)])
